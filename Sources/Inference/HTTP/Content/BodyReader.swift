import Domain
import Execution
import Glibc
import Synchronization
import Wire

/// Decodes bodies and reads their JSON: small ones where they are, large ones on threads of their own, so that nobody
/// whose body is small waits behind one that takes long.
final class BodyReader: Sendable {
  /// Bytes of a body up to which it is read where it is; of a coded one, which may be a thousand times as long.
  private static let (small, smallCoded) = (1 << 16, 1 << 10)

  private let threads: [ThreadExecutor]
  private let next = Atomic(0)

  /// - Parameter threads: half of the processors, so that the other half is there for everybody else.
  init(threads: Int = sysconf(Int32(_SC_NPROCESSORS_ONLN)) / 2) {
    self.threads = (0..<max(threads, 1)).map { _ in ThreadExecutor(name: "bodies") }
  }

  /// What a body says.
  /// - Parameters:
  ///   - codings: in the order in which they were applied.
  ///   - named: the codings as the request has them.
  ///   - limit: most bytes once a coding is undone.
  ///   - isWanted: whether the caller is still there.
  func json(
    _ bytes: [UInt8], _ codings: [ContentCoding], named: String, limit: Int,
    isWanted: @escaping @Sendable () -> Bool
  ) async throws(Problem) -> JSONValue {
    let read: @Sendable () -> Result<JSONValue, Problem> = {
      Result { () throws(Problem) in
        try BodyReader.json(bytes, codings, named: named, limit: limit, isWanted: isWanted)
      }
    }
    guard bytes.count > (codings.isEmpty ? BodyReader.small : BodyReader.smallCoded) else { return try read().get() }
    let place = next.wrappingAdd(1, ordering: .relaxed).newValue & .max
    return try await threads[place % threads.count].run(read).get()
  }

  private static func json(
    _ bytes: [UInt8], _ codings: [ContentCoding], named: String, limit: Int, isWanted: () -> Bool
  ) throws(Problem) -> JSONValue {
    guard isWanted() else { throw .abandoned }
    var bytes = bytes
    for coding in codings.reversed() {
      do throws(ContentCodingError) {
        bytes = try coding.decoded(bytes, limit: limit, isWanted: isWanted)
      } catch {
        switch error {
        case .tooLarge: throw .bodyTooLarge(limit)
        case .abandoned: throw .abandoned
        case .broken(let reason): throw .brokenCoding(named, reason)
        }
      }
    }
    do throws(JSONError) {
      return try JSONReader.parse(bytes)
    } catch {
      throw .malformedJSON(error, in: bytes)
    }
  }
}
