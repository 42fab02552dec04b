import Execution
import Synchronization
import Testing

@Suite struct ThreadExecutorTests {
  private actor Guest {
    let executor: ThreadExecutor
    var count = 0

    init(_ executor: ThreadExecutor) {
      self.executor = executor
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    func add() -> Bool {
      count += 1
      return executor.isIsolatingCurrentContext() ?? false
    }
  }

  @Test func actorsAndClosuresRunOnItsThreadOneAfterAnother() async throws {
    let executor = ThreadExecutor(name: "test")
    let guest = Guest(executor)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<500 {
        group.addTask { await guest.add() }
        group.addTask { await executor.run { executor.isIsolatingCurrentContext() ?? false } }
      }
      for try await onThread in group { #expect(onThread) }
    }
    #expect(await guest.count == 500)
    #expect(executor.isIsolatingCurrentContext() == false)
    executor.shutdown()
  }

  @Test func closuresRunInTheOrderInWhichTheyCame() async {
    let executor = ThreadExecutor(name: "test")
    final class Box: Sendable { let order = Mutex<[Int]>([]) }
    let box = Box()
    for number in 0..<1000 { executor.submit { box.order.withLock { $0.append(number) } } }
    executor.shutdown()
    await executor.run {}
    #expect(box.order.withLock(\.self) == Array(0..<1000))
  }

  @Test func whatAClosureThrowsIsThrown() async {
    struct Broken: Error {}
    let executor = ThreadExecutor(name: "test")
    await #expect(throws: Broken.self) { try await executor.run { throw Broken() } }
  }

  @Test func workAfterShutdownIsNotLost() async throws {
    let executor = ThreadExecutor(name: "test")
    executor.shutdown()
    for number in 0..<100 {
      #expect(await executor.run { number } == number)
    }
  }
}
