/// An input or a measure has moved.
package struct DriftDetected: EventData {
  package static let type = "millrace.drift.detected.v1"

  package var subject: String
  package var measure: String
  package var value: Double
  package var threshold: Double
  package var from: Timestamp?
  package var to: Timestamp?
  package var reference: String?

  package init(
    subject: String, measure: String, value: Double, threshold: Double, from: Timestamp? = nil, to: Timestamp? = nil,
    reference: String? = nil
  ) {
    self.subject = subject
    self.measure = measure
    self.value = value
    self.threshold = threshold
    self.from = from
    self.to = to
    self.reference = reference
  }

  package static let full = DriftDetected(
    subject: "carrier", measure: "psi", value: 0.3, threshold: 0.2,
    from: Timestamp(microseconds: 1_356_998_400_000_000), to: Timestamp(microseconds: 1_359_676_800_000_000),
    reference: "dataset-1")
}
