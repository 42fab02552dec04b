import Testing

@testable import Kernels
@testable import Learning

/// The whole network's gradients, and its two ways forward.
@Suite struct NetworkTests {
  private let shape = NetworkShape(
    dense: 3, fields: 2, tableRows: 7, embedding: 3, bags: 1, textRows: 5, textEmbedding: 2, hidden: [6, 4], classes: 3)

  private func values(_ count: Int, _ stream: UInt64) -> [Float] {
    var random = RandomSource(seed: 17, stream: stream)
    return (0..<count).map { _ in random.unit() * 2 - 1 }
  }

  private func rows() -> EncodedRows {
    let rows = EncodedRows(count: 4, denseWidth: 3, fieldCount: 2, bagCount: 1)
    for (index, value) in values(12, 1).enumerated() { rows.dense.pointer[index] = value }
    for (index, value) in [Int32(0), 5, 2, 6, 0, 4, 1, 5].enumerated() { rows.fields.pointer[index] = value }
    rows.setBags(starts: [0, 2, 2, 5, 6], items: [0, 3, 1, 1, 4, 2])
    return rows
  }

  private func network(_ parameters: [Float], _ data: EncodedRows) -> Network {
    let network = Network(shape, parameters: parameters, batchSize: 4)
    var random = RandomSource(seed: 5, stream: 5)
    let chosen: [Int32] = [2, 0, 3, 1]
    let labels: [Int32] = [0, 2, 1, 2]
    chosen.withUnsafeBufferPointer {
      network.take(
        $0, of: data, labels: labels, unknownRows: [-1, -1], categoryDropout: 0, random: &random)
    }
    return network
  }

  @Test(arguments: [Float(0), 0.3])
  func gradientsEqualFiniteDifferences(dropout: Float) {
    let data = rows()
    let parameters = values(shape.parameterCount, 2)
    func run(_ parameters: [Float]) -> (loss: Double, gradients: [Float]) {
      let network = network(parameters, data)
      var random = RandomSource(seed: 8, stream: 3)
      network.forward(data, dropout: dropout, random: &random)
      let loss = network.backward(data, dropout: dropout) / 4
      return (loss, network.gradients.array)
    }
    let analytic = run(parameters).gradients
    var wrong = 0
    for index in parameters.indices {
      var (up, down) = (parameters, parameters)
      up[index] += 2e-3
      down[index] -= 2e-3
      let numeric = (run(up).loss - run(down).loss) / Double(up[index] - down[index])
      if abs(numeric - Double(analytic[index])) > 2e-3 + 0.02 * abs(numeric) { wrong += 1 }
    }
    // A difference may straddle the bend of a ReLU; a wrong kernel fails for many parameters.
    #expect(wrong <= 2, "\(wrong) of \(parameters.count) gradients are wrong")
    #expect(analytic.count { $0 != 0 } > parameters.count / 2)
  }

  @Test func trainingAndPredictionAgree() {
    let data = rows()
    let parameters = values(shape.parameterCount, 2)
    let network = network(parameters, data)
    var random = RandomSource(seed: 8, stream: 3)
    network.forward(data, dropout: 0, random: &random)
    var predicted = [Float](repeating: 0, count: 12)
    parameters.withUnsafeBufferPointer {
      guard let base = $0.baseAddress else { return }
      NetworkForward(shape, parameters: base).predict(data, into: &predicted)
    }
    for (index, row) in [2, 0, 3, 1].enumerated() {
      let logits = network.outputs[2].pointer + index * 3
      Kernels.softmax(logits, count: 3)
      for label in 0..<3 { #expect(abs(logits[label] - predicted[row * 3 + label]) < 1e-5) }
    }
  }
}
