import Domain
import Exposition
import Hummingbird
import Logging
import Testing
import Wire

@testable import Inference

/// A request without a connection.
private struct Source: RequestContextSource {
  var logger: Logger
}

@Suite struct MiddlewareTests {
  private let context = InferenceContext(coreContext: .init(source: Source(logger: quiet)))

  private func request(_ method: HTTPRequest.Method, _ path: String = "/x", token: String? = nil) -> Request {
    var head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path)
    if let token { head.headerFields[.authorization] = token }
    return Request(head: head, body: .init(buffer: ByteBuffer()))
  }

  @Test func answersHEADWithoutTheBody() async throws {
    for (method, length) in [(HTTPRequest.Method.head, 0), (.get, 5)] {
      let response = try await HeadMiddleware().handle(request(method), context: context) { _, _ in
        Response(
          status: .ok, headers: [.contentType: "text/plain"], body: .init(byteBuffer: ByteBuffer(string: "hello")))
      }
      #expect(response.body.contentLength == length)
      #expect(response.headers[.contentLength] == "5" && response.headers[.contentType] == "text/plain")
    }
  }

  @Test func countsByMethodAndStatus() async throws {
    let exporter = PrometheusExporter()
    let count = CountMiddleware(route: "/x/{y}", metrics: exporter)
    let brew = try #require(HTTPRequest.Method("BREW"))
    for (method, status) in [(HTTPRequest.Method.get, 200), (.get, 200), (.head, 404), (brew, 405), (.trace, 405)] {
      _ = try await count.handle(request(method), context: context) { _, _ in Response(status: .init(code: status)) }
    }
    #expect(
      await exporter.render() == """
        # TYPE millrace_http_requests_total counter
        millrace_http_requests_total{route="/x/{y}",method="GET",status="200"} 2
        millrace_http_requests_total{route="/x/{y}",method="HEAD",status="404"} 1
        millrace_http_requests_total{route="/x/{y}",method="other",status="405"} 2

        """)
  }

  @Test func answersWithProblemDetails() async throws {
    let known = try await ProblemMiddleware().handle(request(.get), context: context) { _, _ in
      throw Problem.unauthorized
    }
    #expect(known.status == .unauthorized && known.headers[.wwwAuthenticate] == "Bearer")
    #expect(known.headers[.contentType] == "application/problem+json")
    let unknown = try await ProblemMiddleware().handle(request(.get), context: context) { _, _ in
      throw CancellationError()
    }
    #expect(unknown.status == .internalServerError && unknown.headers[.contentType] == "application/problem+json")
    let none = try await ProblemMiddleware().handle(request(.get), context: context) { _, _ in
      Response(status: .noContent)
    }
    #expect(none.status == .noContent)
  }

  @Test func asksForTheToken() async throws {
    let bearer = BearerMiddleware(check: BearerCheck(token: "correct-horse-battery"))
    for token in [nil, "", "Bearer", "Bearer wrong", "Basic correct-horse-battery", "correct-horse-battery"] {
      await #expect(throws: Problem.unauthorized) {
        try await bearer.handle(request(.get, token: token), context: context) { _, _ in Response(status: .ok) }
      }
    }
    for token in ["Bearer correct-horse-battery", "bearer correct-horse-battery"] {
      let response = try await bearer.handle(request(.get, token: token), context: context) { _, _ in
        Response(status: .ok)
      }
      #expect(response.status == .ok)
    }
  }

  @Test func limitsBodies() async throws {
    #expect(context.maxUploadSize == 0)
    _ = try await BodyLimitMiddleware(bytes: 77).handle(request(.post), context: context) { _, context in
      #expect(context.maxUploadSize == 77)
      return Response(status: .ok)
    }
  }

  @Test(arguments: [(3, 200), (2, 413)]) func readsBodiesWithinTheLimit(limit: Int, status: Int) async throws {
    var head = request(.post).head
    head.headerFields[.contentType] = "application/json"
    // Whether the length is announced, or is found out while the body is read.
    for length in [nil, "3"] {
      head.headerFields[.contentLength] = length
      let request = Request(head: head, body: .init(buffer: ByteBuffer(string: "[1]")))
      let found: Int
      do throws(Problem) {
        found =
          try await request.json(within: limit, BodyReader(threads: 1), context) == .array([.integer(1)]) ? 200 : 500
      } catch {
        found = error.status.code
      }
      #expect(found == status)
    }
  }

  @Test func saysWhyNoRouteTakesARequest() async throws {
    let check = BearerCheck(token: "correct-horse-battery")
    let router = Router(context: InferenceContext.self)
    router.on("/open", method: .get) { _, _ in Response(status: .methodNotAllowed, headers: [.allow: "GET, HEAD"]) }
    router.group().add(middleware: BearerMiddleware(check: check)).on("/closed/{x}", method: .get) { _, _ in
      Response(status: .methodNotAllowed, headers: [.allow: "POST"])
    }
    let unmatched = UnmatchedMiddleware(paths: router.buildResponder())
    func problem(_ request: Request) async -> Problem? {
      await #expect(throws: Problem.self) {
        try await unmatched.handle(request, context: context) { _, _ in Response(status: .ok) }
      }
    }
    let unknown = await problem(request(.put, "/nowhere?a=b"))
    #expect(unknown == .notFound("/nowhere"))
    let open = await problem(request(.put, "/open"))
    #expect(open == .methodNotAllowed("PUT", "/open", allowed: "GET, HEAD"))
    #expect(await problem(request(.put, "/closed/1")) == .unauthorized)
    let closed = await problem(request(.put, "/closed/1", token: "Bearer correct-horse-battery"))
    #expect(closed == .methodNotAllowed("PUT", "/closed/1", allowed: "POST"))
  }
}
