/// Writes the interactions that inference records: many a second, so without a tree of values, and with members in an
/// order of its own. A test compares what it writes with `InteractionRecorded`.
package struct InteractionWriter: Sendable {
  private let loop: String
  private let source: String
  /// Who answered, as the last members of each interaction and each answer, with the closing brace.
  package let tail: [UInt8]

  /// - Parameters:
  ///   - model: who answers; nil: the default answer.
  ///   - generation: of the serving slot.
  package init(loop: String, source: String, model: String?, generation: Int64) {
    self.loop = loop
    self.source = source
    var bytes = Array(",\"model\":".utf8)
    (model.map(JSONValue.string) ?? .null).write(to: &bytes)
    // The champion is the most probable class always, so its propensity is 1.
    bytes += Array(",\"generation\":\(generation),\"propensity\":1}".utf8)
    tail = bytes
  }

  /// - Parameter output: the members of the output as JSON text, without braces.
  package func event(
    interaction: String, unit: String?, occurredAt: Timestamp, input: JSONValue, output: ArraySlice<UInt8>
  ) -> Event {
    var data: [UInt8] = []
    data.reserveCapacity(1_024)
    data.append(contentsOf: "{\"interaction_id\":".utf8)
    JSONValue.writeString(interaction, to: &data)
    if let unit {
      data.append(contentsOf: ",\"unit\":".utf8)
      JSONValue.writeString(unit, to: &data)
    }
    data.append(contentsOf: ",\"input\":".utf8)
    input.write(sent: &data)
    data.append(contentsOf: ",\"output\":{".utf8)
    data.append(contentsOf: output)
    data.append(UInt8(ascii: "}"))
    data.append(contentsOf: tail)
    // The loop is in the id, since two loops may use the same interaction ids.
    return Event(
      id: "interaction-\(loop)/\(interaction)", source: source, type: InteractionRecorded.type, subject: interaction,
      occurredAt: occurredAt, loop: loop, key: loop + "/" + (unit ?? interaction), data: data)
  }

  /// How many first bytes of an interaction's data are what was asked; the rest is what was answered.
  /// - Parameter output: as it was given to `event`.
  package func asked(_ event: Event, output: ArraySlice<UInt8>) -> Int {
    event.data.count - ",\"output\":{}".utf8.count - output.count - tail.count
  }
}
