import Domain
import Testing

@testable import Learning

/// Numbers survive being scaled, whatever stands among them.
@Suite struct NumericScaleTests {
  private static let absurd: [Double] = [
    1e308, -1e300, 1e15, -1e15, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 9_999_999_999, -999,
  ]

  /// Uniform values in 0..<1, and now and then an absurd one.
  private func column(_ count: Int, seed: UInt64, absurd: [Double] = []) -> [Double] {
    var random = SplitMix(state: seed)
    var values = (0..<count).map { _ in Double(random.next() >> 11) * 0x1p-53 }
    for value in absurd { values[Int(random.next() % UInt64(count))] = value }
    return values
  }

  /// In standard deviations of their own, one absurd value or one in ten: the rest keeps more than a quarter of its resolution, and more
  /// than three fifths of it where one stands among forty or more.
  @Test(arguments: [5, 9, 40, 1_000, 30_000])
  func absurdValuesFlattenNothing(count: Int) {
    for (number, value) in Self.absurd.enumerated() {
      for share in [1, max(1, count / 10)] {
        let values = column(count, seed: UInt64(number), absurd: Array(repeating: value, count: share))
        let scale = NumericScale(fitting: values)
        let ordinary = values.filter { (0..<1).contains($0) }.map(scale.standardised)
        let spread = (ordinary.max() ?? 0) - (ordinary.min() ?? 0)
        let plain = NumericScale(fitting: values.filter { (0..<1).contains($0) })
        let own = values.filter { (0..<1).contains($0) }.map(plain.standardised)
        let kept: Float = share == 1 && count >= 40 ? 0.6 : 0.25
        #expect(spread > kept * ((own.max() ?? 0) - (own.min() ?? 0)), "\(value) x \(share) among \(count)")
        if share == 1, count >= 40 { #expect(scale.clips(value)) }
      }
    }
  }

  @Test(arguments: [0.0, 1_700_000_000_000, 4_503_599_627_370_000, 9_007_199_254_740_000, -9_007_199_254_740_000])
  func neighboursStayApart(base: Double) {
    for values in [[base, base + 1], (0..<900).map { base + Double($0) }] {
      let scale = NumericScale(fitting: values)
      #expect(Set(values.map(scale.standardised)).count == values.count)
      let withAbsurd = values + [-1e300] + values
      let robust = NumericScale(fitting: withAbsurd)
      #expect(Set(values.map(robust.standardised)).count == values.count)
    }
    let encoder = NumericEncoder.fit((0..<64).map { base + Double($0 % 8) }, bins: 8)
    #expect(encoder.edges == (1..<8).map { base + Double($0) })
  }

  /// Whatever is read gives finite numbers, in rising order, and values that differ do not all fall together.
  @Test func everyColumnStaysFiniteAndInOrder() {
    var random = SplitMix(state: 11)
    for trial in 0..<600 {
      let values = (0..<Int(random.next() % 60 + 1)).map { _ -> Double in
        switch random.next() % UInt64(trial % 7 + 2) {
        case 0: return 0
        case 1: return Double(Int64(bitPattern: random.next()) % 5)
        case 2: return Self.absurd[Int(random.next() % UInt64(Self.absurd.count))]
        case 3: return .nan
        case 4: return .leastNonzeroMagnitude * Double(random.next() % 4)
        case 5: return 1 + Double(random.next() % 3) * .ulpOfOne
        default:
          let any = Double(bitPattern: random.next())
          return any.isFinite ? any : 1e-300
        }
      }
      let scale = NumericScale(fitting: values)
      #expect(scale.centre.isFinite && scale.spread.isFinite && scale.spread >= 0)
      let known = values.filter { !$0.isNaN }.sorted()
      let scaled = (known + Self.absurd + [.infinity, -.infinity]).sorted().map(scale.standardised)
      #expect(scaled.allSatisfy { $0.isFinite && abs($0) <= 4 })
      #expect(zip(scaled, scaled.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(Set(known).count < 2 || Set(known.map(scale.standardised)).count > 1, "\(values)")
      #expect(NumericEncoder.fit(values, bins: 8).edges.allSatisfy { $0.isFinite })
    }
  }

  /// Where nothing is absurd, it is mean and standard deviation.
  @Test func ordinaryColumnsAreStandardised() {
    let scale = NumericScale(fitting: [1, 2, 3, 4, .nan])
    #expect(scale.centre == 2.5 && abs(scale.spread - 1.25.squareRoot()) < 1e-12)
    let values = column(50_000, seed: 3)
    let uniform = NumericScale(fitting: values)
    #expect(abs(uniform.centre - values.reduce(0, +) / 50_000) < 1e-12)
    #expect(abs(uniform.spread - (1.0 / 12).squareRoot()) < 0.002)
    #expect(values.count { uniform.clips($0) } == 0)
  }

  /// Mostly one value, as of rain: the others still differ.
  @Test func aMajorityOfOneValueHidesNoOther() {
    let rain = Array(repeating: 0.0, count: 940) + (1...60).map { Double($0) / 10 } + [1e308]
    let scale = NumericScale(fitting: rain)
    #expect(Set([0, 0.5, 1, 1.5].map(scale.standardised)).count == 4)
    #expect(NumericScale(fitting: Array(repeating: 0, count: 999) + [1]).standardised(1) == 4)
    #expect(NumericScale(fitting: [7, 7, 7]) == NumericScale(centre: 7, spread: 0))
    #expect(NumericScale(fitting: [.nan]) == NumericScale(centre: 0, spread: 0))
  }

  /// A sample of a long column does not fall in step with it.
  @Test func aLongColumnWithAPeriodIsSampledFairly() {
    let values = (0..<60_000).map { $0 % 3 == 0 ? 1e12 : Double($0 % 1_000) }
    let sample = ValueSample.sorted(values)
    let share = Double(sample.count { $0 == 1e12 }) / Double(sample.count)
    #expect(abs(share - 1.0 / 3) < 0.02)
    #expect(sample == ValueSample.sorted(values))
  }
}
