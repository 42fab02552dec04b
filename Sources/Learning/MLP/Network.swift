import Kernels

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

  let touchedTable: TouchedRows
  let touchedText: TouchedRows
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
    if let first = chosen.baseAddress { rows.pointer.update(from: first, count: count) }
    Kernels.gather(rows: rows.pointer, count: count, from: all, into: labels.pointer)
    Kernels.gather(
      rows: rows.pointer, count: count, from: data.fields.pointer, width: shape.fields, into: ids.pointer)
    guard categoryDropout > 0 else { return }
    Kernels.hide(
      ids.pointer, unknown: unknownRows, rows: count, fields: shape.fields, rate: categoryDropout, random: &random)
  }
}
