/// A numeric input as code version 1 reads it, in Float: kept so that models of that version answer as they did, and can
/// be made again.
///
/// Mean and standard deviation are those of all values, so that one absurd value flattens the others, and integers above
/// 2^24 fall together. `NumericEncoder` is what is trained now.
struct FirstNumericEncoder: Sendable, Equatable {
  static let denseWidth = 2
  /// Standard deviations at which values are clipped.
  static let clip: Float = 4

  var mean: Float
  /// 1 / standard deviation; 0 where all values were equal.
  var scale: Float
  /// Rising upper bounds of the bins but the last; no edges: no bins.
  var edges: [Float]

  /// Rows it needs in the embedding table: the missing value, and the bins.
  var tableRows: Int { edges.isEmpty ? 0 : edges.count + 2 }

  static func fit(_ values: [Double], bins: Int) -> FirstNumericEncoder {
    let known = values.map { Float($0) }.filter { !$0.isNaN }
    guard !known.isEmpty else { return FirstNumericEncoder(mean: 0, scale: 0, edges: []) }
    let mean = known.reduce(0.0) { $0 + Double($1) } / Double(known.count)
    let variance = known.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(known.count)
    let scale = variance > 0 && variance.isFinite ? Float(1 / variance.squareRoot()) : 0
    return FirstNumericEncoder(mean: Float(mean), scale: scale, edges: bins > 1 ? quantiles(known, bins) : [])
  }

  /// The distinct inner quantiles of at most 20,000 evenly spaced values.
  private static func quantiles(_ values: [Float], _ bins: Int) -> [Float] {
    let step = max(1, values.count / 20_000)
    let sample = stride(from: 0, to: values.count, by: step).map { values[$0] }.sorted()
    var edges: [Float] = []
    for bin in 1..<bins {
      let edge = sample[min(sample.count - 1, bin * sample.count / bins)]
      if edges.last.map({ $0 < edge }) ?? (edge > sample[0]) { edges.append(edge) }
    }
    return edges
  }

  /// x[B, ..<2] = the value standardised and clipped, 0 where it is missing · 1 where it is missing; x has `stride`
  /// columns.
  func standardise(_ values: [Double], into x: UnsafeMutablePointer<Float>, stride: Int) {
    for row in values.indices {
      let value = Float(values[row])
      let target = x + row * stride
      target[0] = value.isNaN ? 0 : min(max((value - mean) * scale, -Self.clip), Self.clip)
      target[1] = value.isNaN ? 1 : 0
    }
  }

  /// ids[B] = `base` where the value is missing, else `base` + 1 + the number of edges at or below it; ids has `stride`
  /// columns.
  func bin(_ values: [Double], base: Int32, into ids: UnsafeMutablePointer<Int32>, stride: Int) {
    edges.withUnsafeBufferPointer { edges in
      for row in values.indices {
        let value = Float(values[row])
        var (low, high) = (0, value.isNaN ? 0 : edges.count)
        while low < high {
          let middle = (low + high) / 2
          if edges[middle] <= value { low = middle + 1 } else { high = middle }
        }
        ids[row * stride] = value.isNaN ? base : base + Int32(low + 1)
      }
    }
  }
}
