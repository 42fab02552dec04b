import Domain
import Synchronization

/// The keys (`Idempotency-Key`) of the requests that were accepted last, and what those said: the ids that are made of a
/// key say nothing of how many objects came with it, or of ids that the objects had of their own.
final class RecentKeys: Sendable {
  /// A key and what came with it.
  struct Use: Sendable {
    /// The key as the caller knows it.
    let key: String
    fileprivate let scope: String
    fileprivate let digest: String

    /// - Parameter scope: where a key has to be one request's.
    init(_ key: IdempotencyKey, _ batch: RequestBatch, scope: String) {
      self.key = key.text
      self.scope = scope + " " + key.text
      let objects = batch.objects.map { JSONValue.object($0.filter { !$0.value.isNull }) }
      digest = Digest.hex(of: ["batch": .bool(batch.isBatch), "objects": .array(objects)])
    }
  }

  private let digests: Mutex<RecentValues<String, String>>

  init(capacity: Int = 16_384) { digests = Mutex(RecentValues(capacity: capacity)) }

  /// Whether the key is known to have come with something else.
  func isTaken(_ use: Use) -> Bool {
    digests.withLock { $0[use.scope] }.map { $0 != use.digest } ?? false
  }

  /// Keeps it where the key is new: the first stands.
  func remember(_ use: Use) { digests.withLock { $0.remember(use.digest, under: use.scope) } }
}
