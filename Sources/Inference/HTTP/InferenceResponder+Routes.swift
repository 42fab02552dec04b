import CoreMetrics
import Hummingbird

extension InferenceResponder {
  /// Registers all operations, each behind its middleware, the outermost first:
  /// head, count, problems, and where it applies the token; then expectations, `Accept`, the query, and the body's limit.
  /// - Parameters:
  ///   - bearer: nil: no token is asked for.
  ///   - origins: of others whose pages may ask.
  init(
    _ operations: [Operation] = Operation.allCases, handlers: Handlers, bearer: BearerCheck?,
    origins: Set<Origin>, metrics: any MetricsFactory
  ) {
    let router = Router(context: InferenceContext.self)
    for operation in operations {
      let handle = operation.route.handle(handlers)
      func register(_ method: HTTPRequest.Method, under parent: some RouterMethods<InferenceContext>) {
        let group = parent.group().add(middleware: CountMiddleware(route: operation.path, metrics: metrics))
          .add(middleware: ProblemMiddleware())
        if operation.isProtected, let bearer { group.add(middleware: BearerMiddleware(check: bearer)) }
        group.add(middleware: ExpectMiddleware()).add(middleware: NegotiationMiddleware(operation.offers))
        if let parameters = operation.parameters { group.add(middleware: QueryMiddleware(known: parameters)) }
        if method == .post { group.add(middleware: BodyLimitMiddleware(bytes: handlers.limits.bodyBytes)) }
        group.on(RouterPath(operation.path), method: method, responder: CallbackResponder(callback: handle))
      }
      register(operation.method, under: router)
      if operation.method == .get { register(.head, under: router.group().add(middleware: HeadMiddleware())) }
    }
    // What is added last applies to requests that no route takes.
    router.add(middleware: HeadMiddleware()).add(middleware: CountMiddleware(route: "none", metrics: metrics))
      .add(middleware: ProblemMiddleware()).add(middleware: PreflightMiddleware(origins: origins))
      .add(middleware: UnmatchedMiddleware(paths: InferenceResponder.paths(operations, bearer: bearer)))
    self.router = router.buildResponder()
  }

  /// Knows paths alone, whatever the method, and answers with what each allows; see `UnmatchedMiddleware`.
  static func paths(_ operations: [Operation], bearer: BearerCheck?) -> RouterResponder<InferenceContext> {
    let router = Router(context: InferenceContext.self)
    for (path, operations) in Dictionary(grouping: operations, by: \.path) {
      let methods = operations.map(\.method.rawValue)
      let allowed = (methods + (methods == ["GET"] ? ["HEAD"] : []) + ["OPTIONS"]).joined(separator: ", ")
      let group = router.group()
      if let bearer, operations.contains(where: \.isProtected) {
        group.add(middleware: BearerMiddleware(check: bearer))
      }
      group.on(
        RouterPath(path), method: .get,
        responder: CallbackResponder { _, _ in Response(status: .methodNotAllowed, headers: [.allow: allowed]) })
    }
    return router.buildResponder()
  }
}
