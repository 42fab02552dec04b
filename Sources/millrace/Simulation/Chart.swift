/// The demo's picture: the metric by period, of Millrace beside its first champion left alone, promotions marked.
struct Chart {
  var report: Report

  private var isBinary: Bool { report.periods.contains { $0.millrace.auc != nil } }

  private func value(_ metrics: PeriodMetrics?) -> Double? { isBinary ? metrics?.auc : metrics?.accuracy }

  /// The periods worth a point: not the few rows that spill over an end.
  private var periods: [Report.Period] {
    let largest = report.periods.map(\.count).max() ?? 0
    return report.periods.filter { $0.count * 50 >= largest }
  }

  /// Whether the first champion was there before the period began, so that it had not seen its answers.
  private func isComparable(_ period: Report.Period) -> Bool {
    report.changes.first.map { String($0.day.prefix(period.name.count)) < period.name } ?? false
  }

  /// The means over the periods after the first champion's promotion, in words; nil where there are none.
  var summary: String? {
    let pairs = periods.filter(isComparable).compactMap { period in
      value(period.millrace).flatMap { mine in value(period.firstChampion).map { (mine, $0) } }
    }
    guard !pairs.isEmpty else { return nil }
    let mine = pairs.map(\.0).reduce(0, +) / Double(pairs.count)
    let first = pairs.map(\.1).reduce(0, +) / Double(pairs.count)
    return
      "mean of \(pairs.count) periods: Millrace \(fixed(mine, 3)), its first champion left alone \(fixed(first, 3))"
  }

  /// An SVG document.
  var svg: String {
    let (width, height, left, bottom, top) = (900.0, 480.0, 70.0, 70.0, 72.0)
    let series = periods.map { (value($0.millrace), isComparable($0) ? value($0.firstChampion) : nil) }
    let values = series.flatMap { [$0.0, $0.1] }.compactMap(\.self)
    let low = ((values.min() ?? 0) * 50).rounded(.down) / 50
    let high = max(((values.max() ?? 1) * 50).rounded(.up) / 50, low + 0.02)
    func x(_ index: Int) -> Double { left + (Double(index) + 0.5) * (width - left - 30) / Double(max(1, series.count)) }
    func y(_ value: Double) -> Double { height - bottom - (value - low) / (high - low) * (height - bottom - top) }
    func path(_ values: [Double?]) -> String {
      var text = ""
      for (index, value) in values.enumerated() {
        guard let value else { continue }
        text += (text.isEmpty ? "M" : " L") + "\(fixed(x(index), 1)) \(fixed(y(value), 1))"
      }
      return text
    }
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 480\" font-family=\"sans-serif\" font-size=\"13\">",
      "<rect width=\"900\" height=\"480\" fill=\"#ffffff\"/>",
      "<text x=\"70\" y=\"28\" font-size=\"17\" fill=\"#1b1f24\">Progressive \(isBinary ? "AUC" : "accuracy") by "
        + "\(report.periods.first?.name.count == 7 ? "month" : "day"): every answer judged by what came out later</text>",
      "<text x=\"70\" y=\"46\" fill=\"#57606a\">\(summary ?? "")</text>",
    ]
    for step in 0...4 {
      let mark = low + (high - low) * Double(step) / 4
      parts.append(
        "<line x1=\"70\" x2=\"870\" y1=\"\(fixed(y(mark), 1))\" y2=\"\(fixed(y(mark), 1))\" stroke=\"#e3e6ea\"/>"
          + "<text x=\"62\" y=\"\(fixed(y(mark) + 4, 1))\" text-anchor=\"end\" fill=\"#57606a\">\(fixed(mark, 3))</text>"
      )
    }
    let every = max(1, series.count / 12)
    for (index, period) in periods.enumerated() where index % every == 0 {
      parts.append(
        "<text x=\"\(fixed(x(index), 1))\" y=\"430\" text-anchor=\"middle\" fill=\"#57606a\">\(period.name)</text>")
    }
    let marks = Dictionary(
      grouping: report.changes,
      by: { change in
        periods.firstIndex { change.day.hasPrefix($0.name) } ?? -1
      })
    for (index, changes) in marks.sorted(by: { $0.key < $1.key }) where index >= 0 {
      for (number, change) in changes.enumerated() {
        let color = change.change == "promoted" ? "#1a7f37" : "#cf222e"
        let place = x(index) + Double(number) * 11 - Double(changes.count - 1) * 5.5
        parts.append(
          "<path d=\"M\(fixed(place - 5, 1)) 412 L\(fixed(place + 5, 1)) 412 L\(fixed(place, 1)) 402 Z\" fill=\"\(color)\"/>"
        )
      }
    }
    parts += [
      "<path d=\"\(path(series.map(\.1)))\" fill=\"none\" stroke=\"#8c959f\" stroke-width=\"2.5\" stroke-dasharray=\"6 4\"/>",
      "<path d=\"\(path(series.map(\.0)))\" fill=\"none\" stroke=\"#0969da\" stroke-width=\"3\"/>",
      "<line x1=\"70\" x2=\"100\" y1=\"456\" y2=\"456\" stroke=\"#0969da\" stroke-width=\"3\"/>"
        + "<text x=\"106\" y=\"460\" fill=\"#1b1f24\">Millrace</text>",
      "<line x1=\"190\" x2=\"220\" y1=\"456\" y2=\"456\" stroke=\"#8c959f\" stroke-width=\"2.5\" "
        + "stroke-dasharray=\"6 4\"/><text x=\"226\" y=\"460\" fill=\"#1b1f24\">its first champion, left alone</text>",
      "<path d=\"M440 460 L450 460 L445 450 Z\" fill=\"#1a7f37\"/><text x=\"456\" y=\"460\" fill=\"#1b1f24\">promotion</text>",
      "<path d=\"M540 460 L550 460 L545 450 Z\" fill=\"#cf222e\"/><text x=\"556\" y=\"460\" fill=\"#1b1f24\">rollback</text>",
      "</svg>",
    ]
    return parts.joined(separator: "\n") + "\n"
  }

  /// The same as a table for the terminal.
  var table: String {
    func text(_ value: Double?) -> String { value.map { fixed($0, 4) } ?? "-" }
    let rows = report.periods.map { period in
      [
        period.name, String(period.count), text(value(period.millrace)), text(value(period.firstChampion)),
        text(value(period.defaultAnswer)), fixed(period.millrace.logLoss, 4),
        report.changes.filter { $0.day.hasPrefix(period.name) }
          .map(\.change).joined(separator: ", "),
      ]
    }
    let metric = isBinary ? "AUC" : "accuracy"
    return TextTable(
      ["period", "n", "\(metric) millrace", "\(metric) first champion", "\(metric) default", "log loss", "changes"],
      rows
    ).description
  }
}
