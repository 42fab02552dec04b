import Synchronization

/// Makes the topics, at the start and on a broker that was started again.
final class TopicsAnew: Sendable {
  private let setup = Mutex<(@Sendable () async throws -> Void)?>(nil)

  func set(_ body: @Sendable @escaping () async throws -> Void) { setup.withLock { $0 = body } }

  /// Does nothing before it was said how.
  func make() async throws { try await setup.withLock(\.self)?() }
}
