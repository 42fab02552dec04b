import Synchronization

/// Events that stream in until it is stopped.
final class Flow: Sendable {
  private let isOver = Atomic(false)

  func run(_ producer: ModelProducer) async throws {
    while !isOver.load(ordering: .relaxed) {
      try await producer.produce(20)
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  func stop() { isOver.store(true, ordering: .relaxed) }
}
