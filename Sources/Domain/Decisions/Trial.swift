/// One training recipe for one dataset version. Its model id names the recipe and nothing else.
package struct Trial: Sendable, Hashable {
  package var name: String
  package var index: Int
  package var learner: String
  package var codeVersion: String
  package var settings: JSONValue
  package var datasetID: String
  /// The model whose weights it starts from; nil: a fresh start.
  package var parent: String?
  package var seed: UInt64

  package init(
    name: String, index: Int, learner: String, codeVersion: String, settings: JSONValue, datasetID: String,
    parent: String?, seed: UInt64
  ) {
    self.name = name
    self.index = index
    self.learner = learner
    self.codeVersion = codeVersion
    self.settings = settings
    self.datasetID = datasetID
    self.parent = parent
    self.seed = seed
  }

  package var modelID: String {
    Digest.id(
      "model",
      [
        "learner": .string(learner), "code_version": .string(codeVersion), "settings": settings,
        "dataset": .string(datasetID), "parent": parent.map(JSONValue.string) ?? .null, "seed": .integer(Int64(seed)),
      ])
  }

  /// The run that makes the model for this dataset; a recipe is run once.
  package var runID: String { Digest.id("run", ["model": .string(modelID)]) }
}
