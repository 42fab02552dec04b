import Domain
import Foundation

/// The faults by the names that `scripts/faults` takes.
enum FaultCase: String, CaseIterable, Sendable {
  case killBeforeCommit = "kill-before-commit"
  case killAfterCommit = "kill-after-commit"
  case killInCopy = "kill-in-copy"
  case commitLost = "commit-lost"
  case commitUnanswered = "commit-unanswered"
  case sessionTerminated = "session-terminated"
  case duplicateProduce = "duplicate-produce"
  case conflictingContent = "conflicting-content"
  case rebalanceInBatch = "rebalance-in-batch"
  case zombieArchiver = "zombie-archiver"
  case zombieInTransaction = "zombie-in-transaction"
  case twoArchivers = "two-archivers"
  case postgresRestarted = "postgres-restarted"
  case postgresKilled = "postgres-killed"
  case idleLock = "idle-lock"
  case statementTimeout = "statement-timeout"
  case diskFull = "disk-full"
  case brokerEmptied = "broker-emptied"
  case topicWithFewerPartitions = "topic-with-fewer-partitions"
  case topicWithMorePartitions = "topic-with-more-partitions"
  case topicRefilled = "topic-refilled"
  case retentionPassed = "retention-passed"
  case poisonAtHead = "poison-at-head"
  case refusedByDatabase = "refused-by-database"
  case largestRecord = "largest-record"
  case clockJumps = "clock-jumps"
  case farFuture = "far-future"
  case restoredElsewhere = "restored-elsewhere"
  case slowProjector = "slow-projector"
  case inferenceWithoutKafka = "inference-without-kafka"
  case inferenceWithoutPostgres = "inference-without-postgres"
  case inferenceAlone = "inference-alone"
  case journalFull = "journal-full"
  case upKilled = "up-killed"

  /// Whether somebody asked for the case, by its name or for all.
  var isNamed: Bool { isOn && !(ProcessInfo.processInfo.environment["MILLRACE_FAULTS"] ?? "").isEmpty }

  /// How many of the cases run where nobody asks for more.
  private static let subsetSize = 6

  /// Whether it runs: MILLRACE_FAULTS is `all` or names it, or is not set and the case is in the seeded subset.
  var isOn: Bool { Self.selected.contains(self) }

  /// `MILLRACE_FAULTS`: `all`, or names with commas between. Without it, the subset that the seed chooses.
  static let selected: Set<FaultCase> = {
    switch ProcessInfo.processInfo.environment["MILLRACE_FAULTS"] {
    case "all"?: return Set(allCases)
    case let names? where !names.isEmpty:
      return Set(
        names.split(separator: ",").map { name in
          guard let fault = FaultCase(rawValue: String(name)) else {
            fatalError("there is no fault \(name); scripts/faults --list names them")
          }
          return fault
        })
    default:
      FileHandle.standardError.write(Data("\(choice)\n".utf8))
      return subset(seed.value)
    }
  }()

  private static let seed = FaultSeed.ofRun

  /// What the seed chooses where nobody names cases, and how to choose the same again.
  static let choice: String = {
    let names = subset(seed.value).map(\.rawValue).sorted().joined(separator: ", ")
    return "the seed \(seed.value), \(seed.origin), chooses \(names); MILLRACE_FAULT_SEED=\(seed.value) does again"
  }()

  /// The cases that a seed chooses.
  static func subset(_ seed: UInt64) -> Set<FaultCase> {
    var random = SplitMix(state: seed)
    // It runs in any case, in part.
    var cases = allCases.filter { $0 != .upKilled }
    for index in cases.indices { cases.swapAt(index, index + Int(random.next() % UInt64(cases.count - index))) }
    return Set(cases.prefix(subsetSize))
  }
}
