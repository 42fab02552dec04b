import Kernels
import Statistics

/// One training run: epochs over shuffled minibatches, and the best epoch's parameters.
struct MLPRun {
  private let start: MLPStart
  private let settings: MLPSettings
  private let version: MLPVersion
  private let isWarm: Bool
  private let epochs: Int
  private let rate: Float
  private let data: EncodedRows
  private let labels: Storage<Int32>
  private let validation: EncodedRows
  private let validationLabels: [Int32]
  private let order: Storage<Int32>
  private let network: Network
  private var shuffling: RandomSource
  private var dropping: RandomSource

  init(
    start: MLPStart, train: ExampleSet, validation: ExampleSet, settings: MLPSettings, version: MLPVersion,
    seed: UInt64,
    isWarm: Bool
  ) throws {
    self.start = start
    self.version = version
    self.settings = settings
    self.isWarm = isWarm
    epochs = isWarm ? settings.warmEpochs : settings.epochs
    rate = isWarm ? settings.warmLearningRate : settings.learningRate
    data = try start.encoder.encode(train.inputs)
    labels = Storage(train.labels(in: start.classes))
    self.validation = try start.encoder.encode(validation.inputs)
    validationLabels = validation.labels(in: start.classes)
    order = Storage((0..<Int32(train.count)).map { $0 })
    network = Network(
      start.shape, parameters: start.parameters, batchSize: min(settings.batchSize, train.count))
    shuffling = RandomSource(seed: seed, stream: 2)
    dropping = RandomSource(seed: seed, stream: 3)
  }

  mutating func train(_ progress: (TrainingProgress) throws -> Void) throws -> TrainedModel {
    // Only a parent's weights may win over every epoch, never those of chance.
    var best = (epoch: 0, loss: Double.infinity, parameters: start.parameters)
    let choosing = settings.keep == .best && !validationLabels.isEmpty
    if isWarm, choosing { best.loss = validationLoss() }
    var epoch = 0
    while epoch < epochs {
      epoch += 1
      let trainLoss = runEpoch(epoch)
      guard trainLoss.isFinite else {
        throw LearningError(
          .diverged, "training diverged in epoch \(epoch); lower `learning_rate` from \(rate) to a third or less")
      }
      let loss = validationLabels.isEmpty ? nil : validationLoss()
      if !choosing || (loss ?? 0) < best.loss { best = (epoch, loss ?? 0, network.parameters.array) }
      try progress(
        TrainingProgress(epoch: epoch, epochs: epochs, trainLoss: trainLoss, validationLogLoss: loss))
      if epoch - best.epoch >= settings.patience { break }
    }
    let model = MLPModel(
      version: version, classes: start.classes, encoder: start.encoder, shape: start.shape, parameters: best.parameters)
    return TrainedModel(
      artifact: try model.artifact(), epochs: epoch, bestEpoch: best.epoch,
      validation: validationLabels.isEmpty ? nil : metrics(best.parameters))
  }

  /// The epoch's mean loss.
  private mutating func runEpoch(_ epoch: Int) -> Double {
    Kernels.shuffle(order.pointer, count: order.count, random: &shuffling)
    let size = settings.batchSize
    let steps = (order.count + size - 1) / size
    var loss = 0.0
    for step in 0..<steps {
      let first = step * size
      let chosen = UnsafeBufferPointer(start: order.pointer + first, count: min(size, order.count - first))
      network.take(
        chosen, of: data, labels: labels.pointer, unknownRows: start.encoder.unknownRows,
        categoryDropout: settings.categoryDropout, random: &dropping)
      network.forward(data, dropout: settings.dropout, random: &dropping)
      loss += network.backward(data, dropout: settings.dropout)
      network.update(
        rate: rate * schedule(step: (epoch - 1) * steps + step, of: epochs * steps), decay: settings.weightDecay,
        embeddingDecay: settings.embeddingDecay)
    }
    return loss / Double(order.count)
  }

  /// The share of the learning rate: up in the first twentieth of all steps, then down to zero along a parabola.
  private func schedule(step: Int, of steps: Int) -> Float {
    let rise = max(1, steps / 20)
    if step < rise { return Float(step + 1) / Float(rise) }
    let left = Float(steps - step) / Float(max(steps - rise, 1))
    return left * (2 - left)
  }

  private func predict(_ parameters: UnsafePointer<Float>) -> [Float] {
    let result = Storage<Float>(validation.count * start.shape.classes, repeating: 0)
    NetworkForward(start.shape, parameters: parameters).predict(validation, into: result.pointer)
    return result.array
  }

  /// NaN where a probability is no number, which is better than nothing: such an epoch is never the best.
  private func validationLoss() -> Double {
    let probabilities = predict(network.parameters.pointer)
    guard probabilities.allSatisfy(\.isFinite) else { return .nan }
    return Metrics.mean(
      Metrics.logLosses(probabilities: probabilities, labels: validationLabels, classes: start.classes.count))
  }

  private func metrics(_ parameters: [Float]) -> ClassificationMetrics? {
    parameters.withUnsafeBufferPointer { values in
      values.baseAddress.map {
        ClassificationMetrics(
          probabilities: predict($0), labels: validationLabels, classes: start.classes.count)
      }
    }
  }
}
