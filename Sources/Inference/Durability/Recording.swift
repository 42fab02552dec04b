import Domain
import Hummingbird

/// Events of a request that were accepted, and, where the caller waited for it, what the ledger has said of them.
struct Recording: Sendable {
  let events: [Event]
  let acknowledgement: Acknowledgement
  /// In the events' order; nil where nobody waited.
  let durability: [Durability]?

  /// The status of the answer: 202 where the ledger does not have all events, though they are accepted.
  /// - Parameter accepted: the status where nobody waited.
  func status(accepted: HTTPResponse.Status) -> HTTPResponse.Status {
    durability.map { $0.contains(.pending) ? .accepted : .ok } ?? accepted
  }

  /// Where an event stands, as answers say it; nil where nobody waited.
  func place(_ index: Int) -> JSONValue? {
    guard let durability else { return nil }
    return [
      "source": .string(events[index].source), "id": .string(events[index].id),
      "position": durability[index].position.map(JSONValue.integer) ?? .null,
    ]
  }

  /// Writes the place into an answer, the text of a JSON object with members.
  func extend(_ answer: inout [UInt8], _ index: Int) {
    guard let place = place(index) else { return }
    answer.removeLast()
    answer.append(contentsOf: ",\"event\":".utf8)
    place.write(to: &answer)
    answer.append(UInt8(ascii: "}"))
  }
}
