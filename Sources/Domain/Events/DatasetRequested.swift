/// Someone asks for a dataset version at the next tick.
package struct DatasetRequested: EventData {
  package static let type = "millrace.dataset.requested.v1"

  package var reason: String
  package var labels: LabelTransform?
  /// Whether what learns from it is promoted whatever the gate says.
  package var force: Bool?
  /// Who asks; a forced request has to say so.
  package var by: String?

  package init(reason: String, labels: LabelTransform? = nil, force: Bool? = nil, by: String? = nil) {
    self.reason = reason
    self.labels = labels
    self.force = force
    self.by = by
  }

  package static let full = DatasetRequested(reason: "audit", labels: .shuffled, force: false, by: "someone")
}
