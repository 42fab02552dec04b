/// A network in training: parameters, gradients, Adam's moments, and the activations of one minibatch.
///
/// Not Sendable: one training run owns it.
final class Network {
  let shape: NetworkShape
  let layers: [NetworkShape.Layer]
  let parameters: Storage<Float>
  let gradients: Storage<Float>
  let first: Storage<Float>
  let second: Storage<Float>

  /// The minibatch: which rows, their labels and their rows of the embedding table [B, fields].
  let rows: Storage<Int32>
  let labels: Storage<Int32>
  let ids: Storage<Int32>
  var count = 0
  /// x[B, inputWidth], and its gradient.
  let x: Storage<Float>
  let dx: Storage<Float>
  /// Per layer its output [B, outputs] after ReLU and dropout (the last one: logits, then their gradient), the
  /// gradient of that output, and the dropout factors.
  let outputs: [Storage<Float>]
  let outputGradients: [Storage<Float>]
  let factors: [Storage<Float>]

  var touchedTable: TouchedRows
  var touchedText: TouchedRows
  var step = 0

  init(_ shape: NetworkShape, parameters: [Float], batchSize: Int) {
    self.shape = shape
    layers = shape.layers
    self.parameters = Storage(parameters)
    gradients = Storage(parameters.count, repeating: 0)
    first = Storage(parameters.count, repeating: 0)
    second = Storage(parameters.count, repeating: 0)
    rows = Storage(batchSize, repeating: 0)
    labels = Storage(batchSize, repeating: 0)
    ids = Storage(batchSize * shape.fields, repeating: 0)
    x = Storage(batchSize * shape.inputWidth, repeating: 0)
    dx = Storage(batchSize * shape.inputWidth, repeating: 0)
    outputs = layers.map { Storage(batchSize * $0.outputs, repeating: 0) }
    outputGradients = layers.map { Storage(batchSize * $0.outputs, repeating: 0) }
    factors = layers.map { Storage(batchSize * $0.outputs, repeating: 0) }
    touchedTable = TouchedRows(tableRows: shape.tableRows)
    touchedText = TouchedRows(tableRows: shape.textRows)
  }

  /// Takes these rows of the data as the minibatch, hiding a share of the category values.
  func take(
    _ chosen: UnsafeBufferPointer<Int32>, of data: EncodedRows, labels all: UnsafePointer<Int32>,
    unknownRows: [Int32], categoryDropout: Float, random: inout RandomSource
  ) {
    count = chosen.count
    let fields = shape.fields
    for index in 0..<count {
      let row = Int(chosen[index])
      rows.pointer[index] = chosen[index]
      labels.pointer[index] = all[row]
      (ids.pointer + index * fields).update(from: data.fields.pointer + row * fields, count: fields)
    }
    guard categoryDropout > 0 else { return }
    for index in 0..<count {
      for field in 0..<fields where unknownRows[field] >= 0 && random.unit() < categoryDropout {
        ids.pointer[index * fields + field] = unknownRows[field]
      }
    }
  }
}
