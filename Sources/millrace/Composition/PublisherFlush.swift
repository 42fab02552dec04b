import Publishing
import ServiceLifecycle

/// The publisher that a process's services share, as a service: it stops after those that publish and before the
/// archiver, having delivered what they published.
struct PublisherFlush: Service {
  let publisher: EventPublisher

  func run() async throws {
    try? await gracefulShutdown()
    await publisher.close(flushing: .seconds(2))
  }
}
