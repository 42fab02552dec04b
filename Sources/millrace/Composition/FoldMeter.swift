import Foundation
import Glibc
import Projections
import Synchronization

/// Says on standard error how far a fold has come, how fast it goes, and how long it will take.
final class FoldMeter: Sendable {
  private struct State {
    var first: Int64?
    var start = ContinuousClock.now
    var said = ContinuousClock.now
  }

  private let title: String
  private let isTerminal = isatty(2) == 1
  private let state = Mutex(State())

  init(_ title: String) { self.title = title }

  func report(_ progress: FoldProgress) {
    let line: String? = state.withLock { state in
      let now = ContinuousClock.now
      guard let first = state.first else {
        state.first = progress.position
        (state.start, state.said) = (now, now)
        return nil
      }
      guard progress.stage == .done || state.said.duration(to: now) > .seconds(isTerminal ? 0.2 : 2) else { return nil }
      state.said = now
      return FoldMeter.line(title, progress, folded: progress.position - first, in: state.start.duration(to: now))
    }
    guard let line else { return }
    let ending = isTerminal && progress.stage != .done ? "" : "\n"
    FileHandle.standardError.write(Data(((isTerminal ? "\r\u{1B}[K" : "") + line + ending).utf8))
  }

  static func line(_ title: String, _ progress: FoldProgress, folded: Int64, in elapsed: Duration) -> String {
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let rate = seconds > 0 ? Double(folded) / seconds : 0
    let percent = progress.target > 0 ? 100 * progress.position / progress.target : 100
    var line = "\(title): position \(progress.position) of \(progress.target) (\(percent)%)"
    if rate > 0 { line += ", \(Int(rate))/s" }
    switch progress.stage {
    case .folding where rate > 0: line += ", \(Int(Double(progress.target - progress.position) / rate) + 1) s to go"
    case .folding: break
    case .waiting: line += ", waiting for a reader to finish"
    case .done: line += ", done"
    }
    return line
  }
}
