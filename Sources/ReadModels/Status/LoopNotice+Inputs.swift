import Domain
import Postgres

extension LoopNotice {
  /// Most inputs of a loop that are told one by one.
  static let mostInputs = 10

  /// What was wrong with inputs, wrong kinds before undeclared names, the most frequent first.
  static func inputs(_ db: PostgresSession) throws -> [LoopNotice] {
    guard try db.canRead("fold", "input_problem") else { return [] }
    let loops = Dictionary(grouping: try InputProblemCount.all(db), by: \.loop)
    return try loops.sorted { $0.key < $1.key }.flatMap { loop, counts -> [LoopNotice] in
      let declared = try LoopSnapshot.load(db, loop: loop, asOf: .max)?.config.inputs.map(\.name) ?? []
      return notices(loop, counts, declared: declared)
    }
  }

  /// - Parameters:
  ///   - counts: of the loop.
  ///   - declared: names of its inputs.
  static func notices(_ loop: String, _ counts: [InputProblemCount], declared: [String]) -> [LoopNotice] {
    struct Subject: Hashable {
      var reason: String
      var input: ByteText
    }
    let groups = Dictionary(grouping: counts.filter { !$0.input.isEmpty }) {
      Subject(reason: $0.reason, input: ByteText($0.input))
    }.map { (subject: $0.key, count: $0.value.map(\.count).reduce(0, +), counts: $0.value) }
      .sorted { one, other in
        func isUndeclared(_ subject: Subject) -> Int { subject.reason == Code.undeclared.rawValue ? 1 : 0 }
        return (isUndeclared(one.subject), other.count, one.subject.input, one.subject.reason)
          < (isUndeclared(other.subject), one.count, other.subject.input, other.subject.reason)
      }
    var told = groups.prefix(mostInputs).compactMap { subject, count, counts -> LoopNotice? in
      guard let code = Code(rawValue: subject.reason) else { return nil }
      let found = counts.sorted { ($1.count, $0.found) < ($0.count, $1.found) }.map(\.found)
      return LoopNotice(
        loop, code, input: subject.input.text, count: count,
        sentence(code, subject.input.text, count, found: found, declared: declared))
    }
    let left = groups.dropFirst(mostInputs)
    if !left.isEmpty {
      told.append(
        LoopNotice(
          loop, .moreInputs, count: left.map(\.count).reduce(0, +),
          "\(Counted.text(left.count, one: "more input", other: "more inputs")) came as another kind than declared, or not "
            + "declared at all; millrace.input_problem tells of each"))
    }
    let unnamed = counts.filter { $0.reason == Code.moreUndeclared.rawValue }.map(\.count).reduce(0, +)
    if unnamed > 0 {
      told.append(
        LoopNotice(
          loop, .moreUndeclared, count: unnamed,
          "\(Counted.text(unnamed, "value")) came under more names that are not declared than are listed: is a name made of data?"
        ))
    }
    return told
  }

  private static func sentence(
    _ code: Code, _ input: String, _ count: Int64, found: [String], declared: [String]
  ) -> String {
    // Names come from producers: quoted and escaped.
    let name = JSONValue.string(input).canonicalText
    switch code {
    case .notATime:
      return
        "input \(name) came \(Counted.text(count, "time")) as a text that is no time, and counts as missing; send RFC 3339 with an "
        + "offset, such as 2026-03-01T09:30:00Z"
    case .undeclared:
      let close = LoopConfig.Spelling.closest(to: input, among: declared)
      let mend = close.map { "did you mean \(JSONValue.string($0).canonicalText)?" } ?? "declare it in the loop's file"
      return
        "input \(name) came \(Counted.text(count, "time")) and is not declared, so that nothing is learned from it; \(mend)"
    default:
      return
        "input \(name) came \(Counted.text(count, "time")) as another kind than declared (\(found.joined(separator: ", "))), and counts "
        + "as missing, or as an error where the loop says `wrong_kind: reject`; correct what is sent, or the kind in the "
        + "loop's file"
    }
  }
}
