import TestSupport
import Testing

/// Lets two cases run at a time: each has a broker, an archiver and a projector of its own.
struct FaultSlots: TestTrait, SuiteTrait, TestScoping {
  private static let slots = Slots(2)

  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    try await Self.slots.run(function)
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
