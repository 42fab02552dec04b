import Domain

extension Event {
  /// The data as its type declares it.
  /// - Throws: `EventDataError` where the event is of another type, its bytes are no JSON, or a member is missing or of
  ///   another type.
  package func decoded<Data: EventData>(as type: Data.Type) throws -> Data {
    guard self.type == Data.type else {
      throw EventDataError(type: Data.type, problem: "the event \(id) of \(source) is of type \(self.type)")
    }
    return try Data(bytes: data)
  }
}

extension EventData {
  /// Reads the bytes of an event's data.
  /// - Throws: `EventDataError`.
  package init(bytes: [UInt8]) throws {
    do {
      self = try JSONReader.parse(bytes).decoded(as: Self.self)
    } catch let error as JSONError {
      throw EventDataError(type: Self.type, problem: "\(error.problem) at byte \(error.offset)")
    } catch {
      throw EventDataError(type: Self.type, problem: "\(error)")
    }
  }
}
