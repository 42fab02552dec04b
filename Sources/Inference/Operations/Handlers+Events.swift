import Domain
import Hummingbird
import Ledger

extension Handlers {
  /// `GET /v1/events?source=…&id=…`: where the ledger has an event.
  func findEvent(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    var errors = FieldErrors()
    func parameter(_ name: String) -> String {
      if let value = context.query[name], !value.isEmpty { return value }
      errors.append(.init(field: name, detail: "it is missing; name the event by ?source=…&id=…"))
      return ""
    }
    let event = EventIdentity(source: parameter("source"), id: parameter("id"))
    guard errors.isEmpty else { throw .invalid(errors) }
    let place: EventPlace?
    do {
      place = try await pool.run { db in try LedgerReader.place(db, of: event) }
    } catch {
      throw .ledgerAway("\(error)")
    }
    guard let place else { throw .notDurable(event) }
    return Response.json([
      "source": .string(event.source), "id": .string(event.id), "position": .integer(place.position),
      "recorded_at": .string(place.recordedAt.text), "type": .string(place.type), "loop": .string(place.loop),
    ])
  }
}
