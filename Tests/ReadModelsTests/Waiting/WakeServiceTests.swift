import Execution
import Logging
import Postgres
import ReadModels
import Synchronization
import TestSupport
import Testing

/// Listening to a real database.
@Suite(.database)
struct WakeServiceTests {
  private func service(_ signal: WakeSignal = WakeSignal()) -> WakeService {
    WakeService(
      configuration: Database.current.configuration, channels: ["ledger"], signal: signal,
      logger: Logger(label: "test"))
  }

  private func notify() async throws { try await Database.current.pool.run { try $0.notify("ledger") } }

  @Test func eachNotificationMakesALook() async throws {
    let looks = Looks()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await service().run(atLeastEvery: .seconds(3600)) { looks.add() } }
      // The first look comes by itself and the second when the listener is there.
      try await eventually("notifications make looks") {
        try await notify()
        return looks.count > 3
      }
      group.cancelAll()
    }
  }

  @Test func looksByTimeWhereNobodyNotifies() async throws {
    let looks = Looks()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await service().run(atLeastEvery: .milliseconds(5)) { looks.add() } }
      try await eventually("time makes looks") { looks.count > 5 }
      group.cancelAll()
    }
  }

  @Test func theServiceFiresTheSignal() async throws {
    let signal = WakeSignal()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await service(signal).run() }
      try await eventually("notifications fire") {
        try await notify()
        return await signal.generation > 2
      }
      group.cancelAll()
    }
  }
}

/// How often it was looked.
private final class Looks: Sendable {
  private let all = Atomic(0)

  func add() { all.add(1, ordering: .relaxed) }
  var count: Int { all.load(ordering: .relaxed) }
}
