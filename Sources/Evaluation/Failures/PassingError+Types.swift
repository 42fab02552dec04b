import Artifacts
import Domain
import Learning
import Ledger
import Postgres
import Projections
import ReadModels
import Wire

extension PostgresError: PassingError {
  /// Everything but data that the server refuses: a connection, a lock, a disk, a right or a table that is missing can be
  /// had later. The classes are those that a failing window of a fold is halved for (21, 22, 23, 54).
  package var mayPass: Bool {
    switch code {
    case .server: !["21", "22", "23", "54"].contains { sqlState?.hasPrefix($0) ?? false }
    case .decoding, .invalidValue, .misuse: false
    default: true
    }
  }

  package var failureCode: RoundFailureCode { .dataRefused }
}

extension LedgerError: PassingError {
  package var mayPass: Bool { isRetriable }
}

extension ProjectionError: PassingError {
  package var mayPass: Bool { code == .busy || code == .versionMismatch }
}

extension ArtifactError: PassingError {
  /// An artifact is stored before the ledger names it: one that is missing is not on its way.
  package var mayPass: Bool { code == .cache }
}

extension LearningError: PassingError {
  package var mayPass: Bool { false }
  package var failureCode: RoundFailureCode { code == .unknownLearner ? .unknownLearner : .learningFailed }
}

extension LoopConfig.Invalid: PassingError {
  package var mayPass: Bool { false }
  package var failureCode: RoundFailureCode { .configUnreadable }
}

extension WaitError: PassingError {
  package var mayPass: Bool { true }
}

extension EventDataError: PassingError {
  package var mayPass: Bool { false }
}

extension JSONError: PassingError {
  package var mayPass: Bool { false }
}
