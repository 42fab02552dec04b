import Domain
import Foundation
import Glibc
import Statistics
import Wire

/// The live line in the terminal: event time, decisions, champion, the metric so far.
actor Progress {
  private let isTerminal = isatty(2) == 1
  private let positive: String?
  private let start = ContinuousClock.now
  private var generation: Int64 = 0
  private var lastMonth = ""

  init(positive: String?) { self.positive = positive }

  func update(time: Timestamp, _ played: Playback, of data: RecordedData) {
    let (answers, rows) = (played.answers, data.rows)
    let seconds = Double((ContinuousClock.now - start).components.seconds)
    let now = answers.last?.generation ?? generation
    let recent = answers.indices.suffix(20_000).filter { rows[$0].label != nil }
    let correct = recent.count { answers[$0].label == rows[$0].label?.name }
    var metric = "accuracy \(fixed(Double(correct) / Double(max(1, recent.count)), 3))"
    if let positive,
      let auc = Metrics.auc(
        scores: recent.map { answers[$0].positive }, positives: recent.map { rows[$0].label?.name == positive })
    {
      metric = "AUC \(fixed(auc, 3)), " + metric
    }
    let line =
      "\(time.text.prefix(10))  \(answers.count)/\(rows.count) decisions  champion \(now)  \(metric) (last \(recent.count))  "
      + "\(Int(seconds)) s"
    if isTerminal {
      say("\r\u{1B}[K" + line)
    } else if lastMonth != String(time.text.prefix(7)) || now != generation {
      say(line + "\n")
    }
    lastMonth = String(time.text.prefix(7))
    generation = now
  }

  private func say(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  func end() { if isTerminal { say("\n") } }
}

/// A number with so many decimals.
func fixed(_ value: Double, _ decimals: Int) -> String {
  guard value.isFinite else { return "-" }
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let scaled = Int64((abs(value) * scale).rounded())
  let digits = String(scaled % Int64(scale))
  let fraction = String(repeating: "0", count: decimals - digits.count) + digits
  return (value < 0 && scaled > 0 ? "-" : "") + "\(scaled / Int64(scale))" + (decimals > 0 ? "." + fraction : "")
}
