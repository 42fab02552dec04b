import ReadModels

/// What a loop waits for, a line each, for the end of a command.
struct WaitText: CustomStringConvertible {
  private let waits: [LoopWait]

  init(_ waits: [LoopWait]) { self.waits = waits }

  var description: String {
    waits.isEmpty
      ? "waits for nothing" : waits.map { "waits for \($0.thing) (\($0.code)): \($0.sentence)" }.joined(separator: "\n")
  }
}
