/// Someone asks for a dataset version at the next tick.
package struct DatasetRequested: EventData {
  package static let type = "millrace.dataset.requested.v1"

  package var reason: String
  package var labels: LabelTransform?
  /// Whether what learns from it is promoted whatever the gate says.
  package var force: Bool?

  package init(reason: String, labels: LabelTransform? = nil, force: Bool? = nil) {
    self.reason = reason
    self.labels = labels
    self.force = force
  }

  package static let full = DatasetRequested(reason: "audit", labels: .shuffled, force: false)
}
