import Hummingbird

/// What goes with a request through middleware and handlers.
struct InferenceContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Most bytes of the body; none where `BodyLimitMiddleware` says nothing.
  var maxUploadSize = 0
  /// The path as it came, where the router got another one; see `EmptySegments`.
  var pathBefore: String?

  init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }

  init(coreContext: CoreRequestContextStorage) { self.coreContext = coreContext }

  /// The path that a request came with.
  func path(of request: Request) -> String { pathBefore ?? request.uri.path }

  /// What stands in a request's path where the route has `{name}`, decoded. The router decodes nothing.
  func pathParameter(_ name: Substring) -> String {
    guard let segment = parameters[name] else { return "" }
    return pathBefore != nil && segment == EmptySegments.placeholder ? "" : PathSegment.decoded(segment)
  }
}
