import Domain

/// An error that says whether the same work, done again later and with nothing else changed in the ledger, may succeed.
///
/// What may pass is tried again for as long as it takes; what may not ends the round that it happened in. Each type of
/// error that comes out of reading, training or publishing says so here or beside it; of another type it is not known.
package protocol PassingError: Error {
  var mayPass: Bool { get }
  /// What a round is told to have failed for, where it may not pass.
  var failureCode: RoundFailureCode { get }
}

extension PassingError {
  package var failureCode: RoundFailureCode { .failsEachTime }
}

extension RoundFailure: PassingError {
  package var mayPass: Bool { false }
  package var failureCode: RoundFailureCode { code }

  /// Why a round failed with an error that does not pass.
  package init(_ error: any Error) {
    if let failure = error as? RoundFailure {
      self = failure
    } else {
      self.init((error as? any PassingError)?.failureCode ?? .failsEachTime, "\(error)")
    }
  }

  /// Does the work, and turns an error that does not pass into what is made of it.
  /// - Throws: what may pass, and what is not known to say so.
  package static func catching<T: Sendable>(
    isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> T
  ) async throws -> Result<T, RoundFailure> {
    do {
      return .success(try await work())
    } catch let error as any PassingError where !error.mayPass {
      return .failure(RoundFailure(error))
    }
  }
}
