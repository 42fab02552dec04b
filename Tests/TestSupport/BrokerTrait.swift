import Testing

/// Gives each test the embedded broker as ``Broker/current``; its topics are deleted when it ends.
package struct BrokerTrait: TestTrait, SuiteTrait, TestScoping {
  /// Applied to a suite, it is applied to every test in it.
  package var isRecursive: Bool { true }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let broker = try Broker.make()
    do {
      try await Broker.$scoped.withValue(broker) { try await function() }
    } catch {
      try? await broker.clean()
      throw error
    }
    try await broker.clean()
  }
}

extension Trait where Self == BrokerTrait {
  /// The test runs against the embedded broker, ``Broker/current``.
  package static var broker: BrokerTrait { BrokerTrait() }
}
