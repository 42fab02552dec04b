import Domain

extension Lineage {
  /// One OpenLineage `RunEvent` per training run, as JSON lines, oldest first: the dataset and the parent model are its
  /// inputs, the model its output.
  ///
  /// Source: OpenLineage specification 2-0-2.
  package var openLineage: String {
    steps.map { step in
      let namespace = JSONValue.string("millrace/" + step.loop)
      func data(_ node: String, _ kind: String) -> JSONValue {
        ["namespace": namespace, "name": .string("\(kind)/\(node)")]
      }
      let event: JSONValue = [
        "eventType": "COMPLETE", "eventTime": .string(step.finishedAt), "producer": .string(Lineage.producer),
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": ["runId": .string(Lineage.uuid(step.run.id))],
        "job": ["namespace": namespace, "name": "train"],
        "inputs": .array(
          [data(step.dataset.id, "dataset")] + (step.parent.map { [data($0, "model")] } ?? [])),
        "outputs": [data(step.model.id, "model")],
      ]
      return event.canonicalText + "\n"
    }.joined()
  }

  private static let producer = "urn:millrace"

  /// OpenLineage asks for a UUID: version 8 (RFC 9562), of the run id's own digest, so the same run has always the same.
  static func uuid(_ id: String) -> String {
    var hex = Array(Digest.hex(of: Array(id.utf8)).prefix(32))
    hex[12] = "8"
    hex[16] = "a"
    var text = ""
    for (index, digit) in hex.enumerated() {
      if [8, 12, 16, 20].contains(index) { text.append("-") }
      text.append(digit)
    }
    return text
  }
}
