import ServiceLifecycle

/// Services that stop at the same time, as one of a group that stop one after another.
struct Together: Service {
  let services: [any Service]

  func run() async throws {
    guard !services.isEmpty else { return try await gracefulShutdown() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for service in services { group.addTask { try await service.run() } }
      try await group.next()
      guard Task.isShuttingDownGracefully || Task.isCancelled else {
        group.cancelAll()
        throw CommandError("a service has ended by itself")
      }
      try await group.waitForAll()
    }
  }
}
