import Domain

extension MLPSettings {
  /// Reads a loop's `learner.settings`; what is absent keeps its default, what is wrong is reported.
  static func read(_ json: JSONValue) -> (settings: MLPSettings, problems: [SettingProblem]) {
    var settings = MLPSettings()
    guard let members = json.isNull ? [:] : json.object else {
      return (settings, [SettingProblem(setting: "", message: "has to be an object of settings")])
    }
    var problems: [SettingProblem] = []
    for name in members.names {
      guard let value = members[name] else { continue }
      if let message = settings.set(name, to: value) {
        problems.append(SettingProblem(setting: name, message: message))
      }
    }
    return (settings, problems)
  }

  /// - Throws: `LearningError` with code `invalidSettings`, naming every problem.
  init(_ json: JSONValue) throws {
    let (settings, problems) = Self.read(json)
    guard problems.isEmpty else {
      let list = problems.map { $0.setting.isEmpty ? $0.message : "`\($0.setting)` \($0.message)" }
      throw LearningError(.invalidSettings, "the settings of `mlp` cannot be used: " + list.joined(separator: "; "))
    }
    self = settings
  }

  /// Sets one setting; returns what is wrong with it.
  private mutating func set(_ name: String, to value: JSONValue) -> String? {
    switch name {
    case "hidden": return setHidden(value)
    case "embedding": return whole(value, 1...256, \.embedding)
    case "bins": return whole(value, 0...256, \.bins)
    case "min_count": return whole(value, 1...1_000_000, \.minCount)
    case "text_buckets": return whole(value, 16...4_194_304, \.textBuckets)
    case "text_embedding": return whole(value, 1...512, \.textEmbedding)
    case "text_words": return whole(value, Self.wordLengths, \.textWords)
    case "text_characters": return setCharacters(value)
    case "epochs": return whole(value, 1...1000, \.epochs)
    case "warm_epochs": return whole(value, 1...1000, \.warmEpochs)
    case "batch_size": return whole(value, 1...65_536, \.batchSize)
    case "keep": return setKeep(value)
    case "learning_rate": return fraction(value, 1e-6...1, \.learningRate)
    case "warm_learning_rate": return fraction(value, 1e-6...1, \.warmLearningRate)
    case "weight_decay": return fraction(value, 0...10, \.weightDecay)
    case "embedding_decay": return fraction(value, 0...10, \.embeddingDecay)
    case "dropout": return fraction(value, 0...0.9, \.dropout)
    case "category_dropout": return fraction(value, 0...0.9, \.categoryDropout)
    case "patience": return whole(value, 1...1000, \.patience)
    default: return "is no setting of `mlp`; there are: " + Self.names.joined(separator: ", ")
    }
  }

  static let names = [
    "batch_size", "bins", "category_dropout", "dropout", "embedding", "embedding_decay", "epochs", "hidden",
    "keep", "learning_rate", "min_count", "patience", "text_buckets", "text_characters", "text_embedding", "text_words",
    "warm_epochs", "warm_learning_rate", "weight_decay",
  ]

  /// What the longest n-gram of words may be, and the shortest and longest of characters.
  static let wordLengths = 1...5
  static let characterLengths = 1...16

  private mutating func whole(
    _ value: JSONValue, _ range: ClosedRange<Int>, _ path: WritableKeyPath<MLPSettings, Int>
  ) -> String? {
    guard let number = value.integer, let whole = Int(exactly: number), range.contains(whole) else {
      return "has to be a whole number from \(range.lowerBound) to \(range.upperBound)"
    }
    self[keyPath: path] = whole
    return nil
  }

  private mutating func fraction(
    _ value: JSONValue, _ range: ClosedRange<Double>, _ path: WritableKeyPath<MLPSettings, Float>
  ) -> String? {
    guard let number = value.double, range.contains(number) else {
      return "has to be a number from \(range.lowerBound) to \(range.upperBound)"
    }
    self[keyPath: path] = Float(number)
    return nil
  }

  private mutating func setKeep(_ value: JSONValue) -> String? {
    guard let choice = value.string.flatMap(Keep.init) else { return "has to be best or last" }
    keep = choice
    return nil
  }

  private mutating func setHidden(_ value: JSONValue) -> String? {
    let widths = value.array?.compactMap { $0.integer.flatMap { (1...4096).contains($0) ? Int($0) : nil } }
    guard let widths, widths.count == value.array?.count, widths.count <= 8 else {
      return "has to be a list of at most 8 widths from 1 to 4096, such as [64, 32]"
    }
    hidden = widths
    return nil
  }

  private mutating func setCharacters(_ value: JSONValue) -> String? {
    let bounds = (value.array ?? []).compactMap { $0.integer.flatMap(Int.init(exactly:)) }
      .filter(Self.characterLengths.contains)
    switch (value.array?.count, bounds.count) {
    case (0, _): textCharacters = nil
    case (2, 2) where bounds[0] <= bounds[1]: textCharacters = bounds[0]...bounds[1]
    default: return "has to be the shortest and the longest n-gram, such as [3, 5], or [] for none"
    }
    return nil
  }
}
