import Foundation
import Synchronization

/// One thread that writes to disk whatever waits for it, with one `pwrite` and one `fdatasync`, and then lets all of it go
/// on: the least that an answer costs which is on disk before it is given.
final class GroupCommit: Sendable {
  private struct Waiting {
    var bytes: [UInt8] = []
    var callers: [CheckedContinuation<Void, any Error>] = []
  }

  private let waiting = Mutex(Waiting())
  private let wake = DispatchSemaphore(value: 0)

  init(_ file: consuming PreallocatedFile) {
    let box = Mutex<PreallocatedFile?>(consume file)
    Thread.detachNewThread { [self] in box.withLock { if $0 != nil { write(&$0!) } } }
  }

  /// Returns once the bytes are on disk, as often as told.
  func append(_ bytes: [UInt8], times: Int) async throws {
    try await withCheckedThrowingContinuation { caller in
      let isFirst = waiting.withLock { waiting in
        for _ in 0..<times { waiting.bytes += bytes }
        waiting.callers.append(caller)
        return waiting.callers.count == 1
      }
      if isFirst { wake.signal() }
    }
  }

  private func write(_ file: inout PreallocatedFile) -> Never {
    while true {
      wake.wait()
      let batch = waiting.withLock { waiting in
        defer { waiting = Waiting() }
        return waiting
      }
      let result = Result { try file.append(batch.bytes) }
      for caller in batch.callers { caller.resume(with: result) }
    }
  }
}
