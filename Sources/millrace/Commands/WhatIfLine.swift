import Audit
import Foundation
import Glibc
import Synchronization

/// The live line of a what-if in the terminal; elsewhere a line for each tenth of a stage, or nothing where programs read
/// what is said.
final class WhatIfLine: Sendable {
  private let isTerminal = isatty(2) == 1
  private let isSilent: Bool
  private let start = ContinuousClock.now
  private let last = Mutex("")

  init(isForPrograms: Bool) { isSilent = isForPrograms && isatty(2) != 1 }

  func update(_ progress: WhatIfProgress) {
    if isSilent { return }
    let seconds = (ContinuousClock.now - start).components.seconds
    let share = progress.of == 0 ? 10 : progress.done * 10 / progress.of
    let mark = isTerminal ? "\(progress.done) \(seconds)" : "\(share)"
    let isNew = last.withLock { last in
      let key = "\(progress.stage) \(mark)"
      defer { last = key }
      return last != key
    }
    guard isNew else { return }
    let line = "\(progress.done)/\(progress.of) \(progress.stage.rawValue)  \(seconds) s"
    say(isTerminal ? "\r\u{1B}[K" + line : line + "\n")
  }

  func end() { if isTerminal, !isSilent { say("\n") } }

  private func say(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
