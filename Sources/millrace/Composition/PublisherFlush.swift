import Publishing
import ServiceLifecycle

/// The publisher that a process's services share, as a service: it stops after those that publish and before the
/// archiver, having delivered what they published.
struct PublisherFlush: Service {
  let shared: SharedPublisher

  func run() async throws {
    try? await gracefulShutdown()
    await shared.existing?.close(flushing: .seconds(2))
  }
}
