import Testing

/// Lets two cases run at a time: each has a broker, an archiver and a projector of its own.
struct FaultSlots: TestTrait, SuiteTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    await Slots.shared.take()
    do {
      try await function()
    } catch {
      await Slots.shared.give()
      throw error
    }
    await Slots.shared.give()
  }

  private actor Slots {
    static let shared = Slots()
    private var free = 2
    private var waiters: [CheckedContinuation<Void, Never>] = []

    func take() async {
      if free > 0 {
        free -= 1
      } else {
        await withCheckedContinuation { waiters.append($0) }
      }
    }

    func give() {
      if waiters.isEmpty { free += 1 } else { waiters.removeFirst().resume() }
    }
  }
}

extension Trait where Self == FaultSlots {
  static var slots: FaultSlots { FaultSlots() }
}

extension Trait where Self == ConditionTrait {
  /// The test is this case, and runs if the case was asked for.
  static func fault(_ fault: FaultCase) -> ConditionTrait {
    .enabled(if: fault.isOn, "scripts/faults \(fault.rawValue) runs it")
  }
}
