import Execution
import Exposition
import Hummingbird
import Logging
import Postgres
import ServiceLifecycle

/// `/metrics` and `/health/live` of a process that answers nothing else.
package struct MetricsServer: Service {
  private let configuration: Configuration
  private let exporter: PrometheusExporter
  private let backlog: BacklogFollower
  private let rules: AccessRules
  private let connections: OpenConnections
  private let logger: Logger
  private let onListening: @Sendable (Int) async -> Void

  package struct Configuration: Sendable {
    package var host: String
    package var port: Int
    /// Whether somebody chose the port; else, where it is taken, any free one is.
    package var isPortChosen: Bool
    /// As the inference service's.
    package var allowedHosts: [String] = []
    /// As the inference service's.
    package var allowedOrigins: [String] = []
    package var limits = ConnectionLimits()

    package init(host: String = "127.0.0.1", port: Int = 9_464, isPortChosen: Bool = false) {
      self.host = host
      self.port = port
      self.isPortChosen = isPortChosen
    }
  }

  /// - Parameters:
  ///   - pool: to count what is parked, left out and waited for.
  ///   - onListening: called with the port once requests are taken.
  /// - Throws: `InferenceError` for allowed hosts and origins that are none.
  package init(
    _ configuration: Configuration, pool: PostgresPool, exporter: PrometheusExporter, logger: Logger,
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws(InferenceError) {
    rules = try AccessRules(
      address: configuration.host, hosts: configuration.allowedHosts, origins: configuration.allowedOrigins,
      isSecure: false)
    connections = OpenConnections(
      most: configuration.limits.connections ?? min(256, DescriptorLimit.connections(of: DescriptorLimit.raise())))
    self.configuration = configuration
    self.exporter = exporter
    self.logger = logger
    self.onListening = onListening
    backlog = BacklogFollower(pool: pool, interval: .seconds(1), logger: logger)
    exporter.register(backlog)
  }

  /// - Throws: `InferenceError` with code `cannotListen` when the address cannot be had.
  package func run() async throws {
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask { await backlog.run() }
      defer { group.cancelAll() }
      do {
        do {
          try await application(port: configuration.port).run()
        } catch  where !configuration.isPortChosen {
          try await application(port: 0).run()
        }
      } catch {
        throw InferenceError(
          .cannotListen,
          "\(ListenAddress.text(configuration.host, port: configuration.port)) cannot be listened on for metrics: \(error); free the port or "
            + "choose another with --metrics-port or MILLRACE_METRICS_PORT")
      }
    }
  }

  private func application(port: Int) -> some ApplicationProtocol {
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .critical)
    return Application(
      responder: responder, server: HTTPConnection.builder(rules, configuration.limits, connections),
      configuration: ApplicationConfiguration(address: .hostname(configuration.host, port: port)),
      onServerRunning: { [onListening, logger, configuration, connections] channel in
        await AcceptHandler.add(to: channel, connections, logger: logger)
        OpenDescriptors.closeOnExec()
        let port = channel.localAddress?.port ?? port
        logger.notice("metrics listen", metadata: ["host": "\(configuration.host)", "port": "\(port)"])
        await onListening(port)
      },
      logger: quiet)
  }

  private var responder: InferenceResponder {
    let router = Router(context: InferenceContext.self)
    let operations: [Operation] = [.metrics, .live]
    for operation in operations {
      for method in [HTTPRequest.Method.get, .head] {
        let group = router.group().add(middleware: HeadMiddleware()).add(middleware: ProblemMiddleware())
          .add(middleware: NegotiationMiddleware(operation.offers))
        group.on(
          RouterPath(operation.path), method: method,
          responder: CallbackResponder { [exporter] _, _ in
            operation == .metrics ? await Response.metrics(exporter) : Response.json(["status": "up"])
          })
      }
    }
    router.add(middleware: HeadMiddleware()).add(middleware: ProblemMiddleware())
      .add(middleware: PreflightMiddleware(origins: rules.origins))
      .add(middleware: UnmatchedMiddleware(paths: InferenceResponder.paths(operations, bearer: nil)))
    return InferenceResponder(router: router.buildResponder())
  }
}
