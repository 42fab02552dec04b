import Hummingbird
import NIOCore

/// What goes with a request through middleware and handlers.
struct InferenceContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Most bytes of the body; none where `BodyLimitMiddleware` says nothing.
  var maxUploadSize = 0
  /// The path as it came, where the router got another one; see `EmptySegments`.
  var pathBefore: String?
  /// What the query says; empty where no parameters are known.
  var query = QueryItems.none
  /// Which of its media types the operation is to answer with; see `NegotiationMiddleware`.
  var offer = 0
  /// A caller that waits for `100 Continue`.
  var expectation: ContinueExpectation?
  /// The connection; nil in tests of parts.
  let channel: (any Channel)?

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }

  init(coreContext: CoreRequestContextStorage) {
    self.coreContext = coreContext
    channel = nil
  }

  /// The path that a request came with.
  func path(of request: Request) -> String { pathBefore ?? request.uri.path }

  /// What stands in a request's path where the route has `{name}`, decoded. The router decodes nothing. A `+` stays: it
  /// means a space in queries only.
  /// - Throws: `Problem` for escapes that cannot be read.
  func pathParameter(_ name: Substring) throws(Problem) -> String {
    guard let segment = parameters[name] else { return "" }
    if pathBefore != nil && segment == EmptySegments.placeholder { return "" }
    do throws(PercentError) {
      return try PercentText.decoded(segment, plus: false)
    } catch {
      throw .malformedTarget("the path", error)
    }
  }
}
