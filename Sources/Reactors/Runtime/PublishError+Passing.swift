import Domain
import Evaluation
import Publishing

extension PublishError: PassingError {
  package var mayPass: Bool { isRetriable }
  package var failureCode: RoundFailureCode { .eventParked }
}

extension RefusedEventError: PassingError {
  package var mayPass: Bool { false }
  package var failureCode: RoundFailureCode { .eventParked }
}
