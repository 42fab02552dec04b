import Domain
import Testing

@testable import Evaluation

/// What was wrong with the inputs of examples is counted by bytes, bounded, and as of any moment.
@Suite struct InputProblemLogTests {
  private func log(_ lines: [(time: Int64, json: String)]) throws -> InputProblemLog {
    var log = InputProblemLog()
    for line in lines { try log.append(Array(line.json.utf8), at: line.time) }
    return log
  }

  @Test func kindsComeBeforeNamesThatNobodyDeclared() throws {
    let log = try log([
      (1, #"[{"input": "u", "reason": "undeclared", "found": "string"}, {"reason": "more_undeclared", "count": 7}]"#),
      (
        2,
        #"[{"input": "k", "reason": "wrong_kind", "found": "string"}, {"input": "u", "reason": "undeclared", "found": "string"}]"#
      ),
      (3, #"[{"input": "t", "reason": "not_a_time", "found": "string"}]"#),
    ])
    let all = log.problems(first: log.count, since: .min, of: 9)
    #expect(
      all.named == [
        .init(input: "t", reason: "not_a_time", found: "string", count: 1),
        .init(input: "k", reason: "wrong_kind", found: "string", count: 1),
        .init(input: "", reason: "more_undeclared", found: "", count: 7),
        .init(input: "u", reason: "undeclared", found: "string", count: 2),
      ])
    #expect(all.more == 0 && all.examples == 9)
    // As of an earlier tick, and of a window.
    #expect(log.problems(first: 2, since: .min, of: 1).named.map(\.count) == [7, 1])
    #expect(
      log.problems(first: log.count, since: 2, of: 2).named.map(\.reason) == ["not_a_time", "wrong_kind", "undeclared"])
  }

  /// Names that are canonically equivalent are two; a long one counts by its first characters.
  @Test func namesAreTheirBytes() throws {
    let long = String(repeating: "ü", count: 256)
    let log = try log([
      (
        1,
        #"[{"input": "\u00e9", "reason": "undeclared", "found": "null"}, {"input": "e\u0301", "reason": "undeclared", "found": "null"}]"#
      ),
      (2, "[{\"input\": \"\(long)a\", \"reason\": \"undeclared\", \"found\": \"null\"}]"),
      (3, "[{\"input\": \"\(long)b\", \"reason\": \"undeclared\", \"found\": \"null\"}]"),
    ])
    let named = log.problems(first: log.count, since: .min, of: 3).named
    #expect(named.map(\.count) == [2, 1, 1])
    #expect(named.first?.input.unicodeScalars.count == 256)
  }

  @Test func manyAreCounted() throws {
    let log = try log(
      (0..<300).map { (Int64($0), "[{\"input\": \"n\($0)\", \"reason\": \"undeclared\", \"found\": \"number\"}]") })
    let all = log.problems(first: log.count, since: .min, of: 300)
    #expect(all.named.count == 50 && all.more == 250)
  }
}
