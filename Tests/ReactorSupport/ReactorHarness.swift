import Domain
import Execution
import Ledger
import Logging
import Postgres
import Publishing
import Reactors

/// One reactor at work on the loop of a history, on a real ledger with the folds in process.
package struct ReactorHarness {
  private let name: String
  private let history: LoopHistory
  private let work: LoopWork

  /// - Parameter sink: takes what is emitted; nil: the ledger, straight.
  package init(_ reactor: any Reactor, on history: LoopHistory, sink: (any EventSink)? = nil) {
    name = reactor.name
    self.history = history
    work = LoopWork(
      reactor, loop: LoopHistory.name, pool: history.pool, publisher: sink ?? LedgerSink(history: history),
      wake: WakeSignal(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Lets the reactor decide on everything in the ledger that it has not decided on yet.
  /// - Returns: what it emitted meanwhile and the ledger took, oldest first.
  @discardableResult
  package func run() async throws -> [LedgerEvent] {
    let before = try await history.pool.run { try LedgerReader.head($0).position }
    while try await work.advance() {}
    return try await emitted(since: before)
  }

  /// One attempt at the next event; nil where it failed and is to be tried again.
  package func attempt() async -> Bool? { try? await work.advance() }

  /// What it emitted behind a position and the ledger took, oldest first.
  package func emitted(since before: Int64) async throws -> [LedgerEvent] {
    let source = "/millrace/" + name
    return try await history.pool.run { db in
      try LedgerReader.controlEvents(
        db, loop: LoopHistory.name, after: before, bound: .max, types: EventCatalog.types, limit: 10_000
      ).filter { $0.source == source }
    }
  }

  /// Takes the reactor back to the ledger's beginning, as a crash that loses its cursor would: it decides again.
  package func forget() async throws {
    let name = name
    _ = try await history.pool.run { try $0.execute("DELETE FROM reactor.cursor WHERE reactor = $1", [.text(name)]) }
  }
}
