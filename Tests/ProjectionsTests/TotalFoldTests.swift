import Domain
import Postgres
import Projections
import TestSupport
import Testing
import Wire

/// No fold raises for anything that the schemas of interactions and feedback let through, nor makes a later tick raise.
@Suite(.database(migrated: true, adopted: false), .timeLimit(.minutes(10)))
struct TotalFoldTests {
  /// Where the rules are adopted; nil: nowhere.
  @Test(arguments: [1, 2, 3] as [UInt64], [nil, 1, 60] as [Int?])
  func nothingThatItsSchemaAllowsRaises(seed: UInt64, mark: Int?) async throws {
    var random = SplitMix(state: seed)
    let contract = try Contract.load(directory: History.home + "/streams")
    var events = [try History.configured(0)]
    for number in 1..<160 { events.append(try event(number, &random, contract)) }
    if let mark { events.insert(.adoption(of: .doors, now: History.time(0)), at: mark) }
    // A tick that closes all of them, and a late reward for each.
    events.append(History.tick(500))
    for number in 0..<40 {
      let data = #"{"interaction_id": "i\#(number)", "reward": 1e308}"#
      events.append(raw(501 + number, FeedbackReceived.type, data))
    }
    events.append(History.tick(600))
    let group = try History.group()
    let ledger = events
    try await Database.current.pool.run { db in
      try History.append(db, ledger)
      var sums: [[String: String]] = []
      for limit in [10_000, 1] as [Int64] {
        let fold = ProjectionFold(group: group, schema: "by_\(limit)")
        try fold.prepare(db)
        while try fold.step(db, limit: limit).count > 0 {}
        sums.append(try fold.checksums(db))
        #expect(try db.query("SELECT position FROM by_\(limit).tick").count == 2)
        let late = try db.query("SELECT count(*) FROM by_\(limit).joined_example WHERE revision > 0").first?.int64(0)
        #expect(late ?? 0 > 3)
        let errors = try db.query("SELECT DISTINCT reason FROM by_\(limit).fold_error").map { try $0.text(0) }
        #expect(Set(errors).isSubset(of: ["interaction_exists", "label_unknown"]), "\(errors)")
      }
      #expect(sums[0] == sums[1])
      let generations = try db.query(
        "SELECT DISTINCT generation FROM by_1.interaction WHERE generation IS NOT NULL ORDER BY 1"
      ).map { try $0.int64(0) }
      #expect(Set(generations).isSubset(of: [0, 1, 2, 10, .max]) && !generations.isEmpty, "\(generations)")
    }
  }

  private func raw(_ number: Int, _ type: String, _ data: String) -> Event {
    Event(
      id: "e\(number)", source: "/test", type: type, subject: nil, occurredAt: History.time(number), loop: "demo.law",
      key: "demo.law", data: Array(data.utf8))
  }

  /// The first of random events that its schema lets through.
  private func event(_ number: Int, _ random: inout SplitMix, _ contract: Contract) throws -> Event {
    while true {
      let event =
        random.next() % 2 == 0
        ? raw(number, InteractionRecorded.type, interaction(&random))
        : raw(number, FeedbackReceived.type, feedback(&random))
      if contract.check(event) == nil { return event }
    }
  }

  private func pick(_ random: inout SplitMix, _ values: [String]) -> String {
    values[Int(random.next() % UInt64(values.count))]
  }

  private static let numbers = [
    "0", "1", "1.0", "1e0", "10.0e-1", "0.5", "1e-300", "5e-324", "1e-320", "2.2250738585072011e-308", "-0.0", "0.1e1",
    "9223372036854775807", "10000000000000000000", "2e0", "1e1", "1e300", "1.7976931348623157e308", "-1e308", "1e-400",
    "1e400", "0." + String(repeating: "3", count: 350), String(repeating: "9", count: 300),
  ]
  private static let texts = [
    #""no""#, #""yes""#, #""1.0""#, #""""#, #""\u00e9\u0001\n""#, #""😀é""#, #""NaN""#, #""Infinity""#,
    "\"" + String(repeating: "ü", count: 1024) + "\"",
  ]

  private func interaction(_ random: inout SplitMix) -> String {
    var members = [
      #""interaction_id": "i\#(random.next() % 60)""#, #""input": \#(object(&random, depth: 3))"#,
      #""output": \#(output(&random))"#,
    ]
    let others = [
      "unit": Self.texts + ["null"], "model": Self.texts + ["null"], "generation": Self.numbers + ["null"],
      "propensity": Self.numbers + ["null"], "other": Self.numbers,
    ]
    for (name, values) in others.sorted(by: { $0.key < $1.key }) where random.next() % 2 == 0 {
      members.append(#""\#(name)": \#(pick(&random, values))"#)
    }
    return "{" + members.joined(separator: ", ") + "}"
  }

  private func output(_ random: inout SplitMix) -> String {
    let label = pick(&random, Self.texts)
    var output = #""label": \#(label), "probability": \#(pick(&random, Self.numbers))"#
    if random.next() % 4 > 0 {
      let shares = ["no", "yes"].map { #""\#($0)": \#(pick(&random, Self.numbers))"# }
      output += #", "probabilities": {\#(shares.joined(separator: ", "))}"#
    }
    return "{" + output + "}"
  }

  private func feedback(_ random: inout SplitMix) -> String {
    var members = [#""interaction_id": "i\#(random.next() % 60)""#]
    let others = [
      "label": Self.texts + Self.numbers + ["true", "false"], "reward": Self.numbers, "comment": Self.texts,
      "demonstration": Self.texts + ["{}", #"{"a": [1e300, null]}"#],
    ]
    for (name, values) in others.sorted(by: { $0.key < $1.key }) where random.next() % 2 == 0 {
      members.append(#""\#(name)": \#(pick(&random, values))"#)
    }
    return "{" + members.joined(separator: ", ") + "}"
  }

  private func object(_ random: inout SplitMix, depth: Int) -> String {
    let names = [#""x""#, #""""#, #""$.\"y\"""#, #""%1$s""#, #""é""#, #""e\u0301""#, #""\\""#]
    var seen: Set<String> = []
    let members = (0..<random.next() % 5).compactMap { _ -> String? in
      let name = pick(&random, names)
      guard seen.insert(name).inserted else { return nil }
      return "\(name): \(value(&random, depth: depth - 1))"
    }
    return "{" + members.joined(separator: ", ") + "}"
  }

  private func value(_ random: inout SplitMix, depth: Int) -> String {
    switch random.next() % (depth > 0 ? 6 : 4) {
    case 0, 1: pick(&random, Self.numbers)
    case 2: pick(&random, Self.texts)
    case 3: pick(&random, ["true", "false", "null"])
    case 4: "[\(value(&random, depth: depth - 1)), \(value(&random, depth: 0))]"
    default: object(&random, depth: depth)
    }
  }
}
