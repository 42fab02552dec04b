import Domain
import Testing

@Suite struct InputKindTests {
  private static let values: [(JSONValue, Set<InputKind>)] = [
    (.null, [.numeric, .category, .text, .time]),
    (1, [.numeric, .category]), (-0.5, [.numeric, .category]), (.decimal(NumberToken("1.0")!), [.numeric, .category]),
    (.decimal(NumberToken("12345678901234567890")!), [.numeric, .category]), (true, [.category]), (false, [.category]),
    ("", [.category, .text]), ("1", [.category, .text]), ("2026-03-08", [.category, .text]),
    ("2026-03-08T02:30:00Z", [.category, .text, .time]), ("2026-03-08 02:30:00+05:45", [.category, .text, .time]),
    ("2016-12-31T23:59:60Z", [.category, .text, .time]), ("2026-03-08T24:00:00Z", [.category, .text]),
    ("2026-02-30T00:00:00Z", [.category, .text]), ("2026-03-08T02:30:00", [.category, .text]),
    ("2026-03-08T02:30:00+16:00", [.category, .text]), ([], []), ([1], []), ([:], []), (["a": 1], []),
  ]

  @Test(arguments: InputKind.allCases) func takesValuesOfItsKind(kind: InputKind) {
    for (value, kinds) in Self.values {
      #expect(kind.takes(value) == kinds.contains(kind), "\(kind) \(value)")
    }
    #expect(!kind.expected.isEmpty)
  }
}
