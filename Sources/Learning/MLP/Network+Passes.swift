import Kernels

extension Network {
  /// From the minibatch to the logits; dropout where a rate above 0 is given.
  func forward(_ data: EncodedRows, dropout: Float, random: inout RandomSource) {
    let width = shape.inputWidth
    Kernels.gather(
      rows: rows.pointer, count: count, from: data.dense.pointer, width: shape.dense, into: x.pointer, stride: width)
    for index in 0..<count {
      for bag in 0..<shape.bags {
        Kernels.bag(
          items: data.bag(Int(rows.pointer[index]), bag), table: parameters.pointer + shape.text,
          x: x.pointer + index * width + shape.bagColumn + bag * shape.textEmbedding, size: shape.textEmbedding)
      }
    }
    Kernels.embed(
      ids: ids.pointer, table: parameters.pointer + shape.table, x: x.pointer, rows: count, fields: shape.fields,
      size: shape.embedding, at: shape.dense, stride: width)
    var input = UnsafePointer(x.pointer)
    for (index, layer) in layers.enumerated() {
      let output = outputs[index].pointer
      Kernels.dense(
        x: input, w: parameters.pointer + layer.weights, b: parameters.pointer + layer.biases, y: output, rows: count,
        inputs: layer.inputs, outputs: layer.outputs)
      if index < layers.count - 1 {
        Kernels.relu(output, count: count * layer.outputs)
        if dropout > 0 {
          Kernels.dropout(
            output, factor: factors[index].pointer, count: count * layer.outputs, rate: dropout, random: &random)
        }
      }
      input = UnsafePointer(output)
    }
  }

  /// From the logits to the gradients of the mean cross-entropy; the same dropout as forward.
  ///
  /// The dense layers' gradients are overwritten; those of the tables are added to, and the rows listed as touched.
  /// - Returns: the sum of the minibatch's cross-entropies.
  func backward(_ data: EncodedRows, dropout: Float) -> Double {
    let last = layers.count - 1
    let loss = Kernels.crossEntropyGradient(
      z: outputs[last].pointer, labels: labels.pointer, rows: count, classes: shape.classes)
    var gradient = outputs[last].pointer
    for index in stride(from: last, through: 0, by: -1) {
      let layer = layers[index]
      let input = index == 0 ? x.pointer : outputs[index - 1].pointer
      let inputGradient = index == 0 ? dx.pointer : outputGradients[index - 1].pointer
      Kernels.denseGradient(
        x: input, w: parameters.pointer + layer.weights, dy: gradient, dx: inputGradient,
        dw: gradients.pointer + layer.weights, db: gradients.pointer + layer.biases, rows: count,
        inputs: layer.inputs, outputs: layer.outputs)
      guard index > 0 else { break }
      let size = count * layer.inputs
      Kernels.reluGradient(y: input, dy: inputGradient, count: size)
      if dropout > 0 {
        Kernels.dropoutGradient(factor: factors[index - 1].pointer, dy: inputGradient, count: size)
      }
      gradient = inputGradient
    }
    scatter(data)
    return loss
  }

  private func scatter(_ data: EncodedRows) {
    touchedTable.begin()
    touchedTable.touch(all: UnsafeBufferPointer(start: ids.pointer, count: count * shape.fields))
    Kernels.embedGradient(
      ids: ids.pointer, dx: dx.pointer, dtable: gradients.pointer + shape.table, rows: count, fields: shape.fields,
      size: shape.embedding, at: shape.dense, stride: shape.inputWidth)
    touchedText.begin()
    for index in 0..<count {
      for bag in 0..<shape.bags {
        let items = data.bag(Int(rows.pointer[index]), bag)
        touchedText.touch(all: items)
        Kernels.bagGradient(
          items: items, dx: dx.pointer + index * shape.inputWidth + shape.bagColumn + bag * shape.textEmbedding,
          dtable: gradients.pointer + shape.text, size: shape.textEmbedding)
      }
    }
  }

  /// One step of Adam along the gradients; clears those of the tables. Biases do not decay.
  func update(rate: Float, decay: Float, embeddingDecay: Float) {
    step += 1
    let tables = AdamStep(step: step, rate: rate, decay: embeddingDecay)
    let weights = AdamStep(step: step, rate: rate, decay: decay)
    let biases = AdamStep(step: step, rate: rate, decay: 0)
    rows(tables, touchedTable, at: shape.table, size: shape.embedding)
    rows(tables, touchedText, at: shape.text, size: shape.textEmbedding)
    for layer in layers {
      dense(weights, at: layer.weights, count: layer.inputs * layer.outputs)
      dense(biases, at: layer.biases, count: layer.outputs)
    }
  }

  private func rows(_ step: AdamStep, _ touched: TouchedRows, at: Int, size: Int) {
    Kernels.adamRows(
      step, touched: touched.list, w: parameters.pointer + at, g: gradients.pointer + at, m: first.pointer + at,
      v: second.pointer + at, size: size)
  }

  private func dense(_ step: AdamStep, at: Int, count: Int) {
    Kernels.adam(
      step, w: parameters.pointer + at, g: gradients.pointer + at, m: first.pointer + at, v: second.pointer + at,
      count: count)
  }
}
