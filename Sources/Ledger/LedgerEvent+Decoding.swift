import Domain
import Wire

extension LedgerEvent {
  /// The data as its type declares it.
  /// - Throws: `EventDataError` where the event is of another type, or its data not as the type declares it.
  package func decoded<Data: EventData>(as type: Data.Type) throws -> Data {
    guard self.type == Data.type else {
      throw EventDataError(type: Data.type, problem: "the event at position \(position) is of type \(self.type)")
    }
    return try Data(bytes: data)
  }
}
