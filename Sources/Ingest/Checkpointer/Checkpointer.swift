import Ledger
import Logging
import Postgres
import ServiceLifecycle

/// Signs the ledger's head at an interval, into a folder that is not the database's.
///
/// A head that does not extend what was signed before is not signed, and said to be wrong at each attempt.
package struct Checkpointer: Service {
  private let signer: CheckpointSigner
  private let interval: Duration
  private let pool: PostgresPool
  private let logger: Logger

  package init(_ signer: CheckpointSigner, interval: Duration, pool: PostgresPool, logger: Logger) {
    self.signer = signer
    self.interval = interval
    self.pool = pool
    self.logger = logger
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      repeat {
        do {
          if let (checkpoint, path) = try await pool.run({ try signer.sign($0) }) {
            logger.info("the ledger's head is signed", metadata: ["size": "\(checkpoint.size)", "file": "\(path)"])
          }
        } catch let error as LedgerError {
          logger.error("the ledger's head is not signed", metadata: ["error": "\(error)"])
        } catch is CancellationError {
          return
        } catch {
          logger.warning("the ledger's head is not signed; it is tried again", metadata: ["error": "\(error)"])
        }
      } while (try? await Task.sleep(for: interval)) != nil
    }
  }
}
