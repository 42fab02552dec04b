import Domain
import Testing

@testable import Learning

/// What a kind takes is what the builder of batches takes.
struct InputKindTests {
  @Test(arguments: InputKind.allCases) func takesWhatTheBuilderTakes(kind: InputKind) {
    let values: [JSONValue] = [
      1, 1.5, true, "a", "", "2026-01-01T00:00:00Z", "2024-02-29 23:59:60.5+02:00", "2023-02-29T00:00:00Z", [], ["a"],
      [:],
      .number(.infinity),
    ]
    var taken = 0
    for value in values {
      var builder = InputBatchBuilder([InputDeclaration(name: "x", kind: kind)])
      let isTaken = builder.append(["x": value]).isEmpty
      #expect(kind.takes(value) == isTaken, "\(value)")
      taken += isTaken ? 1 : 0
    }
    #expect(taken > 1 && taken < values.count)
  }
}
