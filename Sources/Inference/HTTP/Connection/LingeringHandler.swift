import NIOCore

/// Ends a connection behind its last answer as RFC 9112, section 9.6 has it: sending at once; receiving, without looking
/// at what comes, until the caller ends too, or within bounds. Who is still sending so comes to read the answer: closing
/// with bytes unread would reset the connection, and not reading would let the caller wait for ever.
final class LingeringHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  /// Most bytes that are taken and thrown away.
  static let mostBytes = 64 << 20

  private let silence: TimeAmount
  private let longest: TimeAmount
  private var context: ChannelHandlerContext?
  private var isLingering = false
  private var bytes = 0
  /// When something came last, or the lingering began.
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
    heard = context.eventLoop.now
    watch(context.channel, until: heard + longest)
    context.read()
  }

  /// Says that nothing follows; on the channel's loop, once the last answer is sent.
  func endSending() { context?.close(mode: .output, promise: nil) }

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
      context.close(promise: nil)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  private func watch(_ channel: any Channel, until end: NIODeadline) {
    let next = min(heard + silence, end)
    channel.eventLoop.assumeIsolated().scheduleTask(deadline: next) {
      guard channel.isActive else { return }
      let isOver = min(self.heard + self.silence, end) <= channel.eventLoop.now
      if isOver { channel.close(promise: nil) } else { self.watch(channel, until: end) }
    }
  }
}

@available(*, unavailable)
extension LingeringHandler: Sendable {}
