import NIOCore

/// Counts the bytes that a body in chunks comes in, before they are parsed: what says where chunks begin and end is no part
/// of the body, and could go on for ever (extensions of chunks, RFC 9112, section 7.1.1). And it keeps from the parser what
/// is for nobody: one that reads no further request would gather that.
final class BodyBytesHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  /// Bytes beside the body that are always fine, and those for each byte of the body: a chunk of one byte has five of its
  /// own, and clients that sign chunks put a hundred bytes to each of some thousands.
  private static let (free, each) = (1 << 16, 8)

  /// Whether nothing that still comes is for anybody.
  var isDeaf = false

  private var raw = 0
  private var body = 0

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isDeaf else { return }
    raw += unwrapInboundIn(data).readableBytes
    context.fireChannelRead(data)
  }

  /// A request's head was read.
  func begin() { (raw, body) = (0, 0) }

  /// So much of its body was read.
  func take(_ bytes: Int) { body += bytes }

  /// Whether far more came than is of the body.
  var isTooMuch: Bool { raw - body > BodyBytesHandler.free + body * BodyBytesHandler.each }
}

@available(*, unavailable)
extension BodyBytesHandler: Sendable {}
