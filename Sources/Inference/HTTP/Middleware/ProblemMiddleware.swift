import Hummingbird
import Logging

/// Answers what fails with problem details.
struct ProblemMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: InferenceContext, next: (Request, InferenceContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let problem as Problem {
      return problem.response
    } catch {
      context.logger.error("a request failed", metadata: ["error": "\(error)"])
      return Problem.unexpected.response
    }
  }
}
