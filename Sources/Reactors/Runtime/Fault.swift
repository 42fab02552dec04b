import Publishing

/// One place at which a process kills itself, written `kill:REACTOR:EVENT-TYPE:MOMENT`.
package struct Fault: Sendable, Hashable, CustomStringConvertible {
  package typealias Moment = Outbox.Moment

  package var reactor: String
  package var type: String
  package var moment: Moment

  package init(reactor: String, type: String, moment: Moment) {
    self.reactor = reactor
    self.type = type
    self.moment = moment
  }

  /// - Returns: nil where the text is not of that form.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "kill", let moment = Moment(rawValue: String(parts[3])) else { return nil }
    self.init(reactor: String(parts[1]), type: String(parts[2]), moment: moment)
  }

  package var description: String { "kill:\(reactor):\(type):\(moment.rawValue)" }
}
