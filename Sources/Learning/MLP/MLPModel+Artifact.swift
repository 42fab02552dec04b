import Domain

extension MLPModel {
  /// The artifact; the same model gives the same bytes.
  func artifact() throws -> [UInt8] {
    var payload: [Float] = []
    var tensors: [TensorEntry] = []
    func add(_ name: String, _ shape: [Int], _ values: some Collection<Float>) {
      tensors.append(TensorEntry(name: name, shape: shape, offset: payload.count))
      payload.append(contentsOf: values)
    }
    var vocabularies: [ByteText: [String]] = [:]
    var texts: [ByteText: MLPDetails.Text] = [:]
    var numbers: [ByteText: MLPDetails.Number] = [:]
    var times: [ByteText: MLPDetails.Time] = [:]
    for (index, name) in encoder.names.enumerated() {
      switch encoder.columns[index] {
      case .numeric(let numeric):
        numbers[name] = MLPDetails.Number(
          centre: numeric.scale.centre, spread: numeric.scale.spread, edges: numeric.edges)
      case .firstNumeric(let numeric):
        add("input/\(name)", [2 + numeric.edges.count], [numeric.mean, numeric.scale] + numeric.edges)
      case .time(let time) where version == .first: add("input/\(name)", [1], [Float(time.origin)])
      case .time(let time): times[name] = MLPDetails.Time(origin: time.origin, unit: time.unit)
      case .category(let category): vocabularies[name] = category.vocabulary
      case .text(let text):
        texts[name] = MLPDetails.Text(
          words: text.words, characters: text.characters.map { [$0.lowerBound, $0.upperBound] } ?? [])
      }
      let rows = encoder.columns[index].tableRows
      if rows > 0 {
        let start = shape.table + encoder.tableBases[index] * shape.embedding
        add("embedding/\(name)", [rows, shape.embedding], parameters[start..<start + rows * shape.embedding])
      }
    }
    if shape.textRows > 0 {
      add("text", [shape.textRows, shape.textEmbedding], parameters[shape.text..<shape.text + shape.textCount])
    }
    for (index, layer) in shape.layers.enumerated() {
      add("dense/\(index)/weights", [layer.inputs, layer.outputs], parameters[layer.weights..<layer.biases])
      add("dense/\(index)/biases", [layer.outputs], parameters[layer.biases..<layer.biases + layer.outputs])
    }
    let header = ArtifactHeader(
      learner: MLPLearner.identifier, codeVersion: version.rawValue,
      inputs: zip(encoder.names, encoder.columns).map { .init(name: $0, kind: $1.kind) }, classes: classes,
      tensors: tensors,
      details: MLPDetails(
        network: shape, vocabularies: vocabularies, texts: texts, numbers: version == .first ? nil : numbers,
        times: version == .first ? nil : times))
    return try Artifact.encode(header, payload: payload)
  }

  /// - Throws: `LearningError` with code `brokenArtifact`.
  init(artifact: [UInt8]) throws {
    let contents = try Artifact.decode(artifact, as: MLPDetails.self)
    let header = contents.header
    guard header.learner == MLPLearner.identifier else {
      throw LearningError(.brokenArtifact, "the artifact is of learner `\(header.learner)`, not `mlp`")
    }
    guard let version = MLPVersion(rawValue: header.codeVersion) else {
      throw LearningError(
        .brokenArtifact,
        "the artifact was trained by version \(header.codeVersion) of `mlp`, which this program does not know; use the "
          + "newer program that trained it")
    }
    let shape = header.details.network
    guard shape.isSound(parameters: contents.payload.count) else {
      throw LearningError(.brokenArtifact, "the artifact's network has sizes that do not fit together")
    }
    let columns = try header.inputs.map { try Self.encoder($0, contents, shape) }
    let encoder = InputEncoder(names: header.inputs.map(\.name), columns: columns)
    guard encoder.tableRows == shape.tableRows, encoder.denseWidth == shape.dense,
      encoder.fieldCount == shape.fields, encoder.bagCount == shape.bags, header.classes.count == shape.classes
    else {
      throw LearningError(.brokenArtifact, "the artifact's inputs and its network do not fit together")
    }
    var parameters: [Float] = []
    for (name, column) in zip(encoder.names, columns) where column.tableRows > 0 {
      parameters += try contents.tensor("embedding/\(name)", shape: [column.tableRows, shape.embedding])
    }
    if shape.textRows > 0 { parameters += try contents.tensor("text", shape: [shape.textRows, shape.textEmbedding]) }
    for (index, layer) in shape.layers.enumerated() {
      parameters += try contents.tensor("dense/\(index)/weights", shape: [layer.inputs, layer.outputs])
      parameters += try contents.tensor("dense/\(index)/biases", shape: [layer.outputs])
    }
    self.init(
      version: version, classes: header.classes, encoder: encoder, shape: shape, parameters: parameters)
  }

  private static func encoder(
    _ input: ArtifactHeader<MLPDetails>.Input, _ contents: Artifact.Contents<MLPDetails>, _ shape: NetworkShape
  ) throws -> ColumnEncoder {
    let values = try contents.list("input/\(input.name)") ?? []
    switch input.kind {
    case "numeric" where values.count >= 2:
      return .firstNumeric(FirstNumericEncoder(mean: values[0], scale: values[1], edges: Array(values[2...])))
    case "numeric":
      if let number = contents.header.details.numbers?[input.name], number.spread >= 0 {
        let scale = NumericScale(centre: number.centre, spread: number.spread)
        return .numeric(NumericEncoder(scale: scale, edges: number.edges))
      }
    case "time" where values.count == 1: return .time(TimeEncoder(origin: Double(values[0])))
    case "time":
      if let time = contents.header.details.times?[input.name], time.unit > 0 {
        return .time(TimeEncoder(origin: time.origin, unit: time.unit))
      }
    case "category":
      if let vocabulary = contents.header.details.vocabularies[input.name] {
        let matching = CategoryMatching(codeVersion: contents.header.codeVersion)
        return .category(CategoryEncoder(vocabulary: vocabulary, matching: matching))
      }
    case "text":
      if let text = contents.header.details.texts[input.name], MLPSettings.wordLengths.contains(text.words) {
        let bounds = text.characters
        let isRange = bounds.count == 2 && bounds[0] <= bounds[1]
        guard bounds.isEmpty || isRange, bounds.allSatisfy(MLPSettings.characterLengths.contains) else { break }
        return .text(
          TextEncoder(
            buckets: shape.textRows, words: text.words, characters: isRange ? bounds[0]...bounds[1] : nil,
            name: input.name))
      }
    default: break
    }
    throw LearningError(.brokenArtifact, "the artifact does not say how input `\(input.name)` is read")
  }
}
