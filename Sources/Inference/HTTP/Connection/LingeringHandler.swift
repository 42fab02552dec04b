import NIOCore

/// Ends a connection behind its last answer as RFC 9112, section 9.6 has it: sending at once; receiving, without looking
/// at what comes, until the caller ends too, or within bounds. Who is still sending so comes to read the answer: closing
/// with bytes unread would reset the connection, and not reading would let the caller wait for ever. Whoever ends the
/// connection or its sending, it ends behind what is still unsent, which closing would throw away.
final class LingeringHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  /// Most bytes that are taken and thrown away.
  static let mostBytes = 64 << 20

  private let silence: TimeAmount
  private let longest: TimeAmount
  private var context: ChannelHandlerContext?
  private var isLingering = false
  /// Whether the last answer is sent, and whether the caller has ended its side.
  private var (isSent, hasEnded) = (false, false)
  private var bytes = 0
  /// When something came last, or the last answer was sent.
  private var heard = NIODeadline.uptimeNanoseconds(0)

  init(_ limits: ConnectionLimits) {
    silence = TimeAmount(limits.silence)
    longest = TimeAmount(limits.lingering)
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// Takes no further part in what is said; on the channel's loop.
  func begin() {
    guard !isLingering, let context else { return }
    isLingering = true
    context.read()
  }

  /// Says that nothing follows, once all is sent; on the channel's loop, behind `begin`.
  func endSending() {
    guard let context else { return }
    afterAll(context) { [self] in
      guard !isSent else { return }
      isSent = true
      guard !hasEnded else { return context.close(promise: nil) }
      heard = context.eventLoop.now
      watch(context, until: heard + longest)
      context.close(mode: .output, promise: nil)
    }
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    // Who was cancelled closes its input first, and waits for nobody any more.
    guard mode != .input else { return context.close(promise: promise) }
    guard context.unsentBytes > 0 else { return context.close(mode: mode, promise: promise) }
    afterAll(context) { context.close(mode: mode, promise: promise) }
  }

  /// Does something once what was written is sent, or cannot be any more.
  private func afterAll(_ context: ChannelHandlerContext, _ then: @escaping () -> Void) {
    context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer()))).assumeIsolated().whenComplete { _ in then() }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard isLingering else { return context.fireChannelRead(data) }
    bytes += unwrapInboundIn(data).readableBytes
    heard = context.eventLoop.now
    if bytes > LingeringHandler.mostBytes { context.close(promise: nil) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    guard isLingering else { return context.fireChannelReadComplete() }
    context.read()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if isLingering, case .inputClosed? = event as? ChannelEvent {
      hasEnded = true
      if isSent { context.close(promise: nil) }
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  private func watch(_ context: ChannelHandlerContext, until end: NIODeadline) {
    let next = min(heard + silence, end)
    context.eventLoop.assumeIsolated().scheduleTask(deadline: next) {
      guard context.channel.isActive else { return }
      let isOver = min(self.heard + self.silence, end) <= context.eventLoop.now
      if isOver { context.close(promise: nil) } else { self.watch(context, until: end) }
    }
  }
}

@available(*, unavailable)
extension LingeringHandler: Sendable {}
