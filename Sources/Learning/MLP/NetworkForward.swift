import Kernels

/// Prediction, row by row, from fixed parameters.
struct NetworkForward {
  let shape: NetworkShape
  let layers: [NetworkShape.Layer]
  let parameters: UnsafePointer<Float>

  init(_ shape: NetworkShape, parameters: UnsafePointer<Float>) {
    self.shape = shape
    layers = shape.layers
    self.parameters = parameters
  }

  /// probabilities[count, classes] of the encoded rows
  func predict(_ rows: EncodedRows, into probabilities: UnsafeMutablePointer<Float>) {
    let widest = shape.widest
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * widest) { scratch in
      guard let base = scratch.baseAddress else { return }
      scratch.initialize(repeating: 0)
      for row in 0..<rows.count {
        predict(row, of: rows, scratch: (base, base + widest), into: probabilities + row * shape.classes)
      }
    }
  }

  private func predict(
    _ row: Int, of rows: EncodedRows, scratch: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>),
    into result: UnsafeMutablePointer<Float>
  ) {
    var (x, y) = scratch
    read(row, of: rows, into: x)
    for (index, layer) in layers.enumerated() {
      let last = index == layers.count - 1
      let target = last ? result : y
      Kernels.denseRow(
        x: x, w: parameters + layer.weights, b: parameters + layer.biases, y: target, inputs: layer.inputs,
        outputs: layer.outputs)
      if !last { Kernels.relu(target, count: layer.outputs) }
      swap(&x, &y)
    }
    Kernels.softmax(result, count: shape.classes)
  }

  /// x[inputWidth] of one row
  private func read(_ row: Int, of rows: EncodedRows, into x: UnsafeMutablePointer<Float>) {
    x.update(from: rows.dense.pointer + row * shape.dense, count: shape.dense)
    Kernels.embed(
      ids: rows.fields.pointer + row * shape.fields, table: parameters + shape.table, x: x, rows: 1,
      fields: shape.fields, size: shape.embedding, at: shape.dense, stride: shape.inputWidth)
    for index in 0..<shape.bags {
      Kernels.bag(
        items: rows.bag(row, index), table: parameters + shape.text,
        x: x + shape.bagColumn + index * shape.textEmbedding, size: shape.textEmbedding)
    }
  }
}
