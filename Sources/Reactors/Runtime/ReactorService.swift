import Execution
import Logging
import Postgres
import Publishing
import ReadModels
import ServiceLifecycle

/// Runs a reactor: for every loop a durable cursor, events in order, each when the read models have reached it.
///
/// The cursor moves only when all that was emitted is in the ledger, so a reactor that dies decides again, and its
/// events, having the same ids, count once. Several instances share the loops out by a consumer group.
package struct ReactorService: Service {
  private let reactor: any Reactor
  private let pool: PostgresPool
  private let publisher: EventPublisher
  private let wake: WakeSignal
  private let folds: WakeSignal
  private let fault: FaultPoint
  private let group: LoopGroup
  private let logger: Logger

  /// - Parameters:
  ///   - wake: fires when the ledger has moved, too.
  ///   - folds: fires when the read models have moved.
  package init(
    _ reactor: any Reactor, pool: PostgresPool, publisher: EventPublisher, wake: WakeSignal, folds: WakeSignal,
    group: LoopGroup, fault: FaultPoint = FaultPoint(), logger: Logger
  ) {
    self.reactor = reactor
    self.pool = pool
    self.publisher = publisher
    self.wake = wake
    self.folds = folds
    self.fault = fault
    self.group = group
    var logger = logger
    logger[metadataKey: "reactor"] = "\(reactor.name)"
    self.logger = logger
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { tasks in
        tasks.addTask { await group.run() }
        var known: Set<String> = []
        while !Task.isCancelled {
          let seen = await folds.generation
          do {
            for loop in try await pool.run({ try LoopSnapshot.names($0) }) where known.insert(loop).inserted {
              tasks.addTask { await serve(loop) }
            }
          } catch is CancellationError {
            return
          } catch {
            logger.debug("loops cannot be read yet", metadata: ["error": "\(error)"])
          }
          await folds.wait(after: seen, atMost: .seconds(1))
        }
      }
    }
  }

  /// Follows a loop while it is in this instance's share.
  private func serve(_ loop: String) async {
    while !Task.isCancelled {
      await group.share.wait(for: loop, held: true)
      await withDiscardingTaskGroup { tasks in
        tasks.addTask { await follow(loop) }
        await group.share.wait(for: loop, held: false)
        tasks.cancelAll()
      }
    }
  }

  private func follow(_ loop: String) async {
    var logger = logger
    logger[metadataKey: "loop"] = "\(loop)"
    logger.info("the loop is in this instance's share")
    let work = LoopWork(
      reactor, loop: loop, pool: pool, publisher: publisher, wake: wake, fault: fault, logger: logger)
    while !Task.isCancelled {
      let seen = await folds.generation
      do {
        if try await work.advance() { continue }
      } catch is CancellationError {
        return
      } catch {
        if Task.isCancelled { return }
        logger.error("the reaction failed; it is tried again", metadata: ["error": "\(error)"])
        try? await Task.sleep(for: .seconds(1))
      }
      await folds.wait(after: seen, atMost: .seconds(1))
    }
  }
}
