import Glibc
import Logging
import NIOCore

/// Takes new connections as long as there is room for them, and goes on where the system has none (`EMFILE`): a server
/// must not end, nor turn in circles, because somebody opened many.
final class AcceptHandler: ChannelDuplexHandler {
  typealias InboundIn = any Channel
  typealias InboundOut = any Channel
  typealias OutboundIn = Never
  typealias OutboundOut = Never

  /// How long nothing is taken where there is no room.
  private static let pause = TimeAmount.milliseconds(20)
  /// How often that is worth a line in the log.
  private static let quiet = TimeAmount.seconds(10)

  /// Errors after which the next one may be taken; behind others NIO closes the channel.
  private static let passing: Set = [ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM]

  private let connections: OpenConnections
  private let logger: Logger
  /// Whether somebody wants to take connections.
  private var isWanted = false
  private var isPaused = false
  /// Whether the system refused the last one; the channel would ask it again at once, and without end.
  private var isRefused = false
  /// When it was logged last.
  private var told: NIODeadline?

  init(_ connections: OpenConnections, logger: Logger) {
    self.connections = connections
    self.logger = logger
  }

  /// Puts it before everything else of a server's channel.
  static func add(to server: any Channel, _ connections: OpenConnections, logger: Logger) async {
    // A channel that is closed already takes no handlers, and no connections either.
    try? await server.eventLoop.submit {
      try server.pipeline.syncOperations.addHandler(AcceptHandler(connections, logger: logger), position: .first)
    }.get()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    _ = connections.entry(unwrapInboundIn(data), now: context.eventLoop.now)
    context.fireChannelRead(data)
  }

  func read(context: ChannelHandlerContext) {
    isWanted = true
    resume(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? IOError, AcceptHandler.passing.contains(error.errnoCode) else {
      return context.fireErrorCaught(error)
    }
    let now = context.eventLoop.now
    if told.map({ now - $0 > AcceptHandler.quiet }) ?? true {
      told = now
      logger.warning(
        "a connection could not be taken",
        metadata: ["error": "\(error)", "connections": "\(connections.count)"])
    }
    if error.errnoCode != ECONNABORTED { connections.makeRoom(now: now, isShort: true) }
    isRefused = true
    try? context.channel.syncOptions?.setOption(.autoRead, value: false)
    pause(context)
  }

  private func resume(_ context: ChannelHandlerContext) {
    guard isWanted || isRefused, !isPaused, context.channel.isActive else { return }
    guard !connections.isFull else {
      connections.makeRoom(now: context.eventLoop.now)
      return pause(context)
    }
    isWanted = false
    guard isRefused else { return context.read() }
    isRefused = false
    // Which reads, too.
    try? context.channel.syncOptions?.setOption(.autoRead, value: true)
  }

  private func pause(_ context: ChannelHandlerContext) {
    guard !isPaused else { return }
    isPaused = true
    let box = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: AcceptHandler.pause) {
      let (handler, context) = box.value
      handler.isPaused = false
      handler.resume(context)
    }
  }
}

@available(*, unavailable)
extension AcceptHandler: Sendable {}
