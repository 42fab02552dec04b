import Domain
import Learning
import Testing

/// What a model reads as missing is what every other door calls the wrong kind.
@Suite struct InputKindAgreementTests {
  private func value(_ random: inout SplitMix, depth: Int = 0) -> JSONValue {
    switch random.next() % (depth < 2 ? 9 : 7) {
    case 0: .null
    case 1: .bool(random.next() % 2 == 0)
    case 2: .integer(Int64(bitPattern: random.next()))
    case 3:
      JSONValue(number: "\(Int8(truncatingIfNeeded: random.next())).\(random.next() % 999)e\(random.next() % 40)") ?? 0
    case 4: .string(String(random.next()))
    case 5:
      .string(
        Timestamp(microseconds: Int64(random.next() % 4_000_000_000_000_000)).text
          .replacing("Z", with: ["Z", "+01:00", "", "+25:00", " "][Int(random.next() % 5)]))
    case 6: .string(["", "é", "NaN", "true", "2016-12-31T23:59:60Z"][Int(random.next() % 5)])
    case 7: .array([value(&random, depth: depth + 1)])
    default: .object(["x": value(&random, depth: depth + 1)])
    }
  }

  @Test(arguments: InputKind.allCases) func columnsTakeWhatTheKindTakes(kind: InputKind) {
    var random = SplitMix(state: 7)
    for _ in 0..<3_000 {
      let value = value(&random)
      var builder = InputBatchBuilder([InputDeclaration(name: "x", kind: kind)])
      #expect(builder.append(["x": value]).isEmpty == kind.takes(value), "\(kind) \(value)")
    }
  }
}
