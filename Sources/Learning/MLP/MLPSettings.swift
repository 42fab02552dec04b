/// The settings of the learner `mlp`; defaults suit some ten thousands of rows of mixed inputs.
struct MLPSettings: Sendable, Equatable {
  enum Keep: String, Sendable, CaseIterable { case best, last }

  /// Widths of the hidden layers.
  var hidden = [64, 32]
  /// Width of the embeddings of categories and of quantile bins.
  var embedding = 8
  /// Quantile bins per numeric input, embedded beside the number itself; 0: none.
  var bins = 8
  /// How often a category has to occur in the training data to get an embedding of its own.
  var minCount = 10
  /// Hashed features of all texts.
  var textBuckets = 32_768
  var textEmbedding = 32
  /// Longest n-gram of words.
  var textWords = 2
  /// Shortest and longest n-gram of characters; nil: none.
  var textCharacters: ClosedRange<Int>? = 3...5

  var epochs = 6
  /// Epochs of a warm start.
  var warmEpochs = 2
  var batchSize = 512
  var learningRate: Float = 0.002
  /// Learning rate of a warm start.
  var warmLearningRate: Float = 0.001
  /// Decoupled, on the dense layers' weights.
  var weightDecay: Float = 0.01
  /// Decoupled, on embeddings whenever a minibatch touches them.
  var embeddingDecay: Float = 0.01
  /// Share of hidden units left out.
  var dropout: Float = 0.1
  /// Share of category values hidden from the network, so that it learns what to do with unknown ones.
  var categoryDropout: Float = 0.05
  /// Which epoch's weights are kept: the one with the least validation log loss, or the last, all epochs being trained.
  /// The last is wiser where the validation part is a few days that are unlike the ones to come.
  var keep = Keep.best
  /// Epochs without a better validation log loss after which training ends, where the best is kept.
  var patience = 2

  func textEncoder(_ name: String) -> TextEncoder {
    TextEncoder(buckets: textBuckets, words: textWords, characters: textCharacters, name: name)
  }
}
