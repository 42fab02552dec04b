/// A trained network with its encoders: immutable, so that any thread may predict.
struct MLPModel: Model {
  /// Of the code that trained it.
  let version: MLPVersion
  let classes: [String]
  let encoder: InputEncoder
  let shape: NetworkShape
  let parameters: [Float]

  func predict(_ batch: InputBatch) throws -> [Float] {
    let rows = try encoder.encode(batch)
    let count = rows.count * shape.classes
    return parameters.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return [] }
      return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
        if let target = buffer.baseAddress {
          target.initialize(repeating: 0, count: count)
          NetworkForward(shape, parameters: base).predict(rows, into: target)
        }
        initialized = count
      }
    }
  }
}
