import Domain
import Evaluation
import Statistics

/// A stored model beside what was served, on the same recorded interactions.
package struct ShadowReport: Sendable {
  package var runID: String
  package var modelID: String
  package var loop: String
  /// Interactions in the window; those without a label yet are among them, and count for nothing else.
  package var interactions: Int
  package var shadow: ClassificationMetrics
  package var served: ClassificationMetrics
  /// Shadow minus served; nil where there is too little for a test.
  package var comparison: Comparison?

  package var json: JSONValue {
    [
      "run_id": .string(runID), "model_id": .string(modelID), "loop": .string(loop),
      "interactions": .integer(Int64(interactions)), "labelled": .integer(Int64(shadow.count)),
      "shadow": shadow.json, "served": served.json, "test": comparison?.json ?? .null,
    ]
  }
}
