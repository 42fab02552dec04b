import Publishing
import Synchronization

/// The publisher that a process's services share, made when the first of them asks for it: a process that publishes
/// nothing (the projector, the checkpointer) never connects to Kafka, and needs no user there.
final class SharedPublisher: Sendable {
  private let made = Mutex<EventPublisher?>(nil)
  private let make: @Sendable () throws -> EventPublisher

  init(_ make: @escaping @Sendable () throws -> EventPublisher) { self.make = make }

  func get() throws -> EventPublisher {
    try made.withLock { made in
      if let made { return made }
      let new = try make()
      made = new
      return new
    }
  }

  /// nil where nobody has asked for it yet.
  var existing: EventPublisher? { made.withLock(\.self) }
}
