import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Ends a connection behind an answer that says `Connection: close`: sending at once, and receiving a little later, so
/// that a caller that is still sending can read the answer (RFC 9112, section 9.6).
final class ClosingHandler: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private static let linger = TimeAmount.seconds(2)

  private var isLast = false

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let response):
      if response.headerFields[.connection]?.lowercased() == "close" { isLast = true }
      context.write(data, promise: promise)
    case .end where isLast:
      context.writeAndFlush(data, promise: promise)
      context.close(mode: .output, promise: nil)
      let channel = context.channel
      context.eventLoop.scheduleTask(in: ClosingHandler.linger) { channel.close(promise: nil) }
    default:
      context.write(data, promise: promise)
    }
  }
}
