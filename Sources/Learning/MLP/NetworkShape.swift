/// The sizes of a network, and where each of its parameters lies in one flat array:
/// embedding table · text table · then per dense layer its weights and its biases.
struct NetworkShape: Codable, Sendable, Hashable {
  struct Layer: Hashable {
    let inputs: Int
    let outputs: Int
    let weights: Int
    let biases: Int
  }

  /// Plain numbers per row.
  var dense: Int
  /// Rows of the embedding table that each row of a batch picks, of `embedding` floats each.
  var fields: Int
  var tableRows: Int
  var embedding: Int
  /// Bags of text features per row, each the mean of `textEmbedding` floats.
  var bags: Int
  var textRows: Int
  var textEmbedding: Int
  var hidden: [Int]
  var classes: Int

  /// What the first dense layer reads: plain numbers, embeddings, bags.
  var inputWidth: Int { dense + fields * embedding + bags * textEmbedding }
  var bagColumn: Int { dense + fields * embedding }
  var table: Int { 0 }
  var tableCount: Int { tableRows * embedding }
  var text: Int { tableCount }
  var textCount: Int { textRows * textEmbedding }
  /// Where the dense layers begin.
  var denseStart: Int { tableCount + textCount }

  var layers: [Layer] {
    var offset = denseStart
    var inputs = inputWidth
    return (hidden + [classes]).map { outputs in
      let layer = Layer(inputs: inputs, outputs: outputs, weights: offset, biases: offset + inputs * outputs)
      offset = layer.biases + outputs
      inputs = outputs
      return layer
    }
  }

  var parameterCount: Int {
    guard let last = layers.last else { return denseStart }
    return last.biases + last.outputs
  }

  /// Whether these are sizes of a network with that many parameters at most: none below nothing, classes and a width of
  /// each layer, and no place that overflows. Only then may anything else here be asked.
  func isSound(parameters limit: Int) -> Bool {
    let sizes = [dense, fields, tableRows, embedding, bags, textRows, textEmbedding]
    // The product of two such fits, with many of them added up.
    let most = 1 << 30
    guard sizes.allSatisfy({ (0...most).contains($0) }), ([classes] + hidden).allSatisfy({ (1...most).contains($0) }),
      embedding > 0, bags == 0 || (textRows > 0 && textEmbedding > 0)
    else { return false }
    var left = limit - tableCount - textCount
    var inputs = inputWidth
    for outputs in hidden + [classes] where left >= 0 {
      let (weights, overflows) = inputs.multipliedReportingOverflow(by: outputs)
      let (size, overflowsToo) = weights.addingReportingOverflow(outputs)
      guard !overflows, !overflowsToo, size <= left else { return false }
      left -= size
      inputs = outputs
    }
    return left >= 0
  }

  /// The widest row that passes through.
  var widest: Int { max(inputWidth, hidden.max() ?? 0, classes) }
}
