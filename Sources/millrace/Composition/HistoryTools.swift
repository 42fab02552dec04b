import Artifacts
import Crypto
import Domain
import Evaluation
import Foundation
import Learning
import Logging
import Postgres

/// What the commands that look back share: one connection, the stored models, and this machine's fingerprint.
struct HistoryTools: Sendable {
  let pool: PostgresPool
  let artifacts: ArtifactStore
  let models: ModelLibrary

  static func run<T: Sendable>(
    _ settings: Settings, _ body: @Sendable (HistoryTools) async throws -> T
  ) async throws -> T {
    let pool = PostgresPool(configuration: try Backends.database(settings), size: 1, name: "history")
    let artifacts = try ArtifactStore(pool: pool)
    let tools = HistoryTools(
      pool: pool, artifacts: artifacts, models: ModelLibrary(pool: pool, artifacts: artifacts, learners: .standard))
    do {
      let result = try await body(tools)
      await pool.close()
      return result
    } catch {
      await pool.close()
      throw error
    }
  }

  static var fingerprint: Fingerprint {
    let binary = FileManager.default.contents(atPath: "/proc/self/exe") ?? Data()
    return Fingerprint.current(binary: Digest.hex(SHA256.hash(data: binary)))
  }
}
