import Domain
import NIOCore
import Testing

@testable import Inference

/// Callers who send requests in pieces, sooner or later, against what the limits say of them.
@Suite struct PaceScheduleTests {
  /// What a connection waits for, and until when, as `ConnectionLimits` has it.
  private struct Model {
    enum Turn { case idle, head, body, answer }

    let limits: ConnectionLimits
    var now = Duration.zero
    var turn = Turn.head
    /// nil: for ever.
    var deadline: Duration?
    var hasHeard = false

    init(_ limits: ConnectionLimits) {
      self.limits = limits
      deadline = limits.head
    }

    /// - Parameters:
    ///   - endsHead: whether the piece has the end of a head in it.
    ///   - endsRequest: whether it has the end of a request in it.
    mutating func hear(_ bytes: Int, endsHead: Bool, endsRequest: Bool) {
      hasHeard = true
      if turn == .idle { (turn, deadline) = (.head, now + limits.head) }
      if turn == .body, let until = deadline { deadline = until + .seconds(bytes) / limits.bodyRate }
      if endsHead { (turn, deadline) = (.body, now + limits.body) }
      if endsRequest { (turn, deadline) = (.answer, nil) }
    }

    mutating func answer() { (turn, deadline) = (.idle, now + limits.idle) }

    /// The last answer where the time runs out; nil: the connection is closed without a word.
    var lastWord: String? { hasHeard && turn != .idle ? (turn == .body ? "body" : "head") : nil }
  }

  private static let limits = ConnectionLimits(
    idle: .seconds(8), head: .seconds(3), body: .seconds(4), bodyRate: 1_000, answer: .seconds(30))

  /// Until the next piece: mostly little, and sometimes as long as can be, or a bit too long.
  private func pause(_ model: Model, _ random: inout SplitMix) -> Duration {
    guard let deadline = model.deadline else {
      return .nanoseconds(Int64.random(in: 0..<1_000_000_000_000, using: &random))
    }
    let left = deadline - model.now
    switch random.next() % 100 {
    case 0..<12: return left - .nanoseconds(1)
    case 12..<14: return left
    case 14..<16: return left + .nanoseconds(Int64.random(in: 1...5_000_000_000, using: &random))
    default: return .nanoseconds(Int64.random(in: 0..<900_000_000, using: &random))
    }
  }

  /// The connection is there until the time is over, and then it is left as it has to be.
  private func runOut(_ connection: VirtualConnection, _ model: Model, answered: Int, _ seed: UInt64) throws {
    let kept = Array(repeating: "200", count: answered)
    let deadline = try #require(model.deadline)
    connection.pass(deadline - model.now - .nanoseconds(1))
    #expect(connection.isOpen && connection.statuses == kept, "seed \(seed)")
    connection.pass(.nanoseconds(1))
    guard let word = model.lastWord else {
      #expect(!connection.isOpen && connection.statuses == kept, "seed \(seed)")
      return
    }
    #expect(connection.statuses == kept + ["408"] && connection.said.contains(word), "seed \(seed): \(connection.said)")
  }

  @Test(arguments: UInt64(0)..<600) func leavesWhoIsTooSlowAndNobodyElse(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    var model = Model(Self.limits)
    let connection = try VirtualConnection(Self.limits)
    var answered = 0
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let length = random.next() % 3 == 0 ? 0 : Int.random(in: 1...9_000, using: &random)
      let head = "POST /v1/feedback HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(length)\r\n\r\n"
      let text = Array((head + String(repeating: " ", count: length)).utf8)
      var place = 0
      while place < text.count {
        let pause = pause(model, &random)
        if let deadline = model.deadline, model.now + pause >= deadline {
          return try runOut(connection, model, answered: answered, seed)
        }
        connection.pass(pause)
        model.now += pause
        #expect(connection.isOpen && connection.statuses.count == answered, "seed \(seed)")
        let most = place < head.utf8.count ? 40 : 3_000
        let end = min(text.count, place + Int.random(in: 1...most, using: &random))
        model.hear(
          end - place, endsHead: place < head.utf8.count && end >= head.utf8.count, endsRequest: end == text.count)
        connection.send(String(decoding: text[place..<end], as: UTF8.self))
        place = end
      }
      #expect(try connection.requests() == [length], "seed \(seed)")
      let work = pause(model, &random)
      connection.pass(work)
      model.now += work
      #expect(connection.isOpen && connection.statuses.count == answered, "seed \(seed)")
      connection.answer()
      model.answer()
      answered += 1
    }
    try runOut(connection, model, answered: answered, seed)
  }
}
