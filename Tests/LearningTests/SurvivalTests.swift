import Domain
import Testing

@testable import Learning

/// What is learned survives what is absurd in its inputs.
@Suite struct SurvivalTests {
  private let settings = TestData.xorSettings

  private func auc(_ change: (inout [Double]) -> Void) throws -> Double {
    func examples(_ count: Int, _ seed: UInt64) throws -> ExampleSet {
      let data = try TestData.xor(count, seed: seed)
      let columns = data.inputs.columns.enumerated().map { index, column -> InputColumn in
        guard index == 0, case .numeric(var values) = column else { return column }
        change(&values)
        return .numeric(values)
      }
      return try ExampleSet(
        inputs: InputBatch(names: data.inputs.names, columns: columns), labels: data.labels, times: data.times,
        classes: data.classes)
    }
    let trained = try TestData.train(examples(600, 1), examples(200, 2), settings)
    return try #require(try TestData.metrics(trained.artifact, examples(400, 3)).auc)
  }

  @Test(arguments: [1e308, -1e300, 1e15])
  func oneAbsurdValueCostsNothing(value: Double) throws {
    #expect(try auc { $0[7] = value } > 0.95)
  }

  /// The label hangs on what stands in the last digits of large numbers.
  @Test func largeNeighboursAreLearned() throws {
    #expect(try auc { values in for row in values.indices { values[row] = 1_700_000_000_000 + values[row] * 3 } } > 0.9)
  }

  /// Any readable time, from year 1 to 9999.
  @Test func everyReadableTimeIsFinite() {
    let times = [
      "0001-01-01T00:00:00Z", "0001-01-01T14:00:00+14:00", "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z",
      "2026-02-28T12:00:00Z", "2262-04-11T23:47:17Z", "9999-12-31T23:59:59.999999Z",
    ].compactMap(InputTime.seconds)
    #expect(times.count == 7)
    for origin in times {
      for encoder in [TimeEncoder.fit([origin]), .fit(times), .fit(times + [origin]), .firstFit(times)] {
        for time in times {
          var x = [Float](repeating: 0, count: TimeEncoder.denseWidth)
          encoder.encode(time, into: &x)
          #expect(x.allSatisfy { $0.isFinite && abs($0) <= 4 })
        }
      }
    }
    // One at the end of all times moves no trend.
    let days = (0..<50).map { 1.7e9 + Double($0) * 86_400 }
    let encoder = TimeEncoder.fit(days + [253_402_300_799])
    #expect(abs(encoder.origin - 1.7e9) < 60 * 86_400 && encoder.unit == TimeEncoder.year)
    #expect(encoder.clips(253_402_300_799) && !encoder.clips(days[0]))
  }

  @Test func profilesNameWhatSaysNothing() throws {
    let count = 100
    let batch = try InputBatch(
      names: ["plain", "absurd", "constant", "rare", "none", "one", "when", "text"],
      columns: [
        .numeric((0..<count).map(Double.init)), .numeric((0..<count).map { $0 == 3 ? 1e308 : Double($0) }),
        .numeric((0..<count).map { $0 == 3 ? .nan : 5 }), .numeric((0..<count).map { $0 < 90 ? .nan : Double($0) }),
        .category(codes: Array(repeating: -1, count: count), values: []),
        .category(codes: Array(repeating: 1, count: count), values: ["a", "b"]),
        .time((0..<count).map { $0 == 0 ? 2.5e11 : 1.7e9 + Double($0) }), .text((0..<count).map { "t\($0)" }),
      ])
    let profiles = batch.profiles
    #expect(
      profiles.map(\.flaw) == [nil, nil, .constant, .mostlyMissing, .mostlyMissing, .constant, nil, nil])
    #expect(profiles.map(\.clipped) == [0, 1, 0, 0, 0, 0, 1, 0])
    #expect(profiles.map(\.missing) == [0, 0, 1, 90, 100, 0, 0, 0])
    #expect(profiles.filter(\.isPlain).map(\.name) == ["plain", "text"])
  }
}
