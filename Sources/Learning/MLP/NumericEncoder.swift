/// A numeric input: standardised and clipped, an indicator where it is missing, and the quantile bin it falls into.
struct NumericEncoder: Sendable, Equatable {
  static let denseWidth = 2

  var scale: NumericScale
  /// Rising upper bounds of the bins but the last; no edges: no bins.
  var edges: [Double]

  /// Rows it needs in the embedding table: the missing value, and the bins.
  var tableRows: Int { edges.isEmpty ? 0 : edges.count + 2 }

  static func fit(_ values: [Double], bins: Int) -> NumericEncoder {
    let known = values.filter { !$0.isNaN }
    let sample = ValueSample.sorted(known)
    return NumericEncoder(
      scale: NumericScale(known, sample: sample), edges: bins > 1 ? quantiles(sample, bins) : [])
  }

  /// The distinct inner quantiles of sorted values.
  private static func quantiles(_ sample: [Double], _ bins: Int) -> [Double] {
    guard let least = sample.first else { return [] }
    var edges: [Double] = []
    for bin in 1..<bins {
      let edge = Fences.finite(sample[min(sample.count - 1, bin * sample.count / bins)])
      if edge > edges.last ?? least { edges.append(edge) }
    }
    return edges
  }

  /// x[B, ..<2] = the value standardised and clipped, 0 where it is missing · 1 where it is missing; x has `stride`
  /// columns.
  func standardise(_ values: [Double], into x: UnsafeMutablePointer<Float>, stride: Int) {
    for row in values.indices {
      let value = values[row]
      let target = x + row * stride
      target[0] = value.isNaN ? 0 : scale.standardised(value)
      target[1] = value.isNaN ? 1 : 0
    }
  }

  /// ids[B] = `base` where the value is missing, else `base` + 1 + the number of edges at or below it; ids has `stride`
  /// columns.
  func bin(_ values: [Double], base: Int32, into ids: UnsafeMutablePointer<Int32>, stride: Int) {
    edges.withUnsafeBufferPointer { edges in
      for row in values.indices {
        let value = values[row]
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
