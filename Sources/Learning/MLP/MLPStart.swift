import Domain
import Kernels

/// Where a training run begins: encoders, classes, sizes and first parameters, from chance or from a parent.
struct MLPStart {
  let encoder: InputEncoder
  /// The parent's classes, then new ones in the order of the data.
  let classes: [String]
  let shape: NetworkShape
  private(set) var parameters: [Float]

  /// - Throws: `LearningError` with code `incompatibleParent`.
  init(train: ExampleSet, settings: MLPSettings, version: MLPVersion, seed: UInt64, parent: MLPModel?) throws {
    encoder = try InputEncoder.fit(train.inputs, settings: settings, version: version, parent: parent?.encoder)
    let known = Set((parent?.classes ?? []).map { ByteText($0) })
    classes = (parent?.classes ?? []) + train.classes.filter { !known.contains(ByteText($0)) }
    shape = NetworkShape(
      dense: encoder.denseWidth, fields: encoder.fieldCount, tableRows: encoder.tableRows,
      embedding: parent?.shape.embedding ?? settings.embedding, bags: encoder.bagCount,
      textRows: encoder.bagCount == 0 ? 0 : parent?.shape.textRows ?? settings.textBuckets,
      textEmbedding: parent?.shape.textEmbedding ?? settings.textEmbedding,
      hidden: parent?.shape.hidden ?? settings.hidden, classes: classes.count)
    parameters = Self.chance(shape, seed: seed)
    if let parent { inherit(parent) }
    setBiases(train, firstNew: parent?.classes.count ?? 0)
  }

  /// Embeddings small and uniform, dense weights uniform after He et al. 2015, biases zero.
  private static func chance(_ shape: NetworkShape, seed: UInt64) -> [Float] {
    var random = RandomSource(seed: seed, stream: 1)
    var values = [Float](repeating: 0, count: shape.parameterCount)
    values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      Kernels.uniform(base, count: shape.denseStart, bound: 0.05, random: &random)
      for layer in shape.layers {
        let bound = (6 / Float(layer.inputs)).squareRoot() * (layer.outputs == shape.classes ? 0.5 : 1)
        Kernels.uniform(base + layer.weights, count: layer.inputs * layer.outputs, bound: bound, random: &random)
      }
    }
    return values
  }

  /// Copies all that the parent knows; new categories and classes keep their first parameters.
  private mutating func inherit(_ parent: MLPModel) {
    let size = shape.embedding
    for index in encoder.columns.indices {
      let from = parent.encoder.tableBases[index] * size
      let to = encoder.tableBases[index] * size
      for offset in 0..<parent.encoder.columns[index].tableRows * size {
        parameters[to + offset] = parent.parameters[from + offset]
      }
    }
    for offset in 0..<shape.textCount {
      parameters[shape.text + offset] = parent.parameters[parent.shape.text + offset]
    }
    for (new, old) in zip(shape.layers, parent.shape.layers) {
      for input in 0..<new.inputs {
        for output in 0..<old.outputs {
          parameters[new.weights + input * new.outputs + output] =
            parent.parameters[old.weights + input * old.outputs + output]
        }
      }
      for output in 0..<old.outputs { parameters[new.biases + output] = parent.parameters[old.biases + output] }
    }
  }

  /// The last biases of classes without a parent's begin at the logarithm of their share of the examples.
  private mutating func setBiases(_ train: ExampleSet, firstNew: Int) {
    guard let last = shape.layers.last else { return }
    var counts = [Int](repeating: 0, count: classes.count)
    for label in train.labels(in: classes) where label >= 0 { counts[Int(label)] += 1 }
    for index in firstNew..<classes.count {
      parameters[last.biases + index] = Kernels.naturalLog(
        (Float(counts[index]) + 1) / Float(train.count + classes.count))
    }
  }
}
