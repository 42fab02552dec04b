import Domain
import Hummingbird
import Logging
import Postgres
import Publishing
import Wire

/// Answers every request: finds the operation, checks the token, and turns what fails into problem details.
struct InferenceResponder: HTTPResponder {
  let store: ModelStore
  let publisher: SpoolingPublisher
  let durability: DurabilityWatch
  let pool: PostgresPool
  let contract: Contract
  let limits: RequestLimits
  let bearer: BearerCheck?
  let metrics: InferenceMetrics
  let registry: MetricsRegistry
  /// The text of `/openapi.yaml`.
  let openAPI: [UInt8]
  let shell = Shell()

  func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
    let path = request.uri.path
    let matches = Operation.matching(path)
    // HEAD is GET without the body (RFC 9110, section 9.3.2).
    let method = request.method == .head ? .get : request.method
    let match = matches.first { $0.operation.method == method }
    var response: Response
    do throws(Problem) {
      guard let first = matches.first else { throw .notFound(path) }
      if let bearer, first.operation.isProtected, !bearer.accepts(request.headers[.authorization]) {
        throw .unauthorized
      }
      guard let match else {
        let allowed = matches.map(\.operation.method.rawValue)
        throw .methodNotAllowed(request.method.rawValue, path, allowed: allowed + (allowed == ["GET"] ? ["HEAD"] : []))
      }
      response = try await perform(match.operation, match.name, request, context.logger)
    } catch {
      response = error.response
    }
    metrics.countRequest(match?.operation, request.method, response.status.code)
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func perform(
    _ operation: Operation, _ name: String, _ request: Request, _ logger: Logger
  ) async throws(Problem) -> Response {
    switch operation {
    case .decide: try await decide(name, request, logger)
    case .giveFeedback: try await giveFeedback(request)
    case .listLoops: try listLoops()
    case .showLoop: try showLoop(name)
    case .findEvent: try await findEvent(request)
    case .explain: try await explain(name, request)
    case .live: Response.json(["status": "up"])
    case .ready: ready()
    case .metrics: Response.text(Array((await registry.render()).utf8), "text/plain; version=0.0.4; charset=utf-8")
    case .openAPI: Response.text(openAPI, "application/yaml")
    }
  }

  /// The slots, all of one moment.
  func snapshot() throws(Problem) -> ModelStore.Snapshot {
    guard let snapshot = store.snapshot else { throw .notReady }
    return snapshot
  }
}
