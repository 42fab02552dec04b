import Domain
import NIOCore
import NIOHTTP1

/// Keeps the requests of a connection and their answers together: refuses what no request can be, in words and in its
/// turn; ends the connection behind the answer that is its last; and hands many small chunks on as few large ones.
final class FramingHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  /// Bytes that parts of a body are gathered up to.
  private static let gathered = 1 << 15

  private let ending: LingeringHandler
  /// Requests that are not answered to their end, in order; the last may still be coming.
  private var exchanges: CircularBuffer<Exchange> = []
  /// Whether a request is still coming.
  private var isReceiving = false
  /// The answer to what comes behind the exchanges, and can be no request.
  private var refusal: Refusal?
  private var body: ByteBuffer?
  /// Whether nothing that still comes is for anybody.
  private var isDeaf = false
  /// Whether the answer that is being sent is the last.
  private var isLast = false
  /// Whether it is sent.
  private var isOver = false

  init(_ ending: LingeringHandler) { self.ending = ending }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isDeaf else { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      if let problem = RequestFraming.problem(head) { return refuse(context, problem, head: head) }
      let exchange = Exchange(head)
      exchanges.append(exchange)
      isReceiving = true
      context.fireChannelRead(wrapInboundOut(.head(RequestFraming.read(head))))
    case .body(var part):
      guard body != nil else {
        body = part
        return
      }
      body?.writeBuffer(&part)
      if let body, body.readableBytes > FramingHandler.gathered { passBody(context) }
    case .end(let trailers):
      passBody(context)
      if isReceiving, !exchanges.isEmpty, !exchanges[exchanges.index(before: exchanges.endIndex)].isWhole {
        exchanges[exchanges.index(before: exchanges.endIndex)].isWhole = true
        isDeaf = !exchanges[exchanges.index(before: exchanges.endIndex)].isKept
      }
      isReceiving = false
      context.fireChannelRead(wrapInboundOut(.end(trailers)))
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    passBody(context)
    context.fireChannelReadComplete()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard error is HTTPParserError || error is ByteToMessageDecoderError else { return context.fireErrorCaught(error) }
    guard !isDeaf else { return }
    passBody(context)
    guard isReceiving else { return refuse(context, RequestFraming.problem(error), head: nil) }
    // Its reader answers, unless it already has.
    isDeaf = true
    if exchanges.isEmpty {
      isOver = true
      ending.begin()
      ending.endSending()
    } else {
      exchanges[exchanges.index(before: exchanges.endIndex)].isKept = false
      context.fireErrorCaught(error)
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    // Nothing follows the last answer.
    guard !isOver else {
      promise?.succeed()
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.code >= 200:
      if let exchange = exchanges.first { isLast = exchange.settle(&head) }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end where !exchanges.isEmpty:
      exchanges.removeFirst()
      if isLast { return end(context, data, promise) }
      context.write(data, promise: promise)
      if exchanges.isEmpty, let refusal { answer(context, refusal) }
    default:
      context.write(data, promise: promise)
    }
  }

  private func passBody(_ context: ChannelHandlerContext) {
    guard let part = body else { return }
    body = nil
    context.fireChannelRead(wrapInboundOut(.body(part)))
  }

  /// - Parameter head: of the request; nil where there is none.
  private func refuse(_ context: ChannelHandlerContext, _ problem: Problem, head: HTTPRequestHead?) {
    isDeaf = true
    let refusal = Refusal(problem, hasBody: head?.method != .HEAD)
    if exchanges.isEmpty { answer(context, refusal) } else { self.refusal = refusal }
  }

  private func answer(_ context: ChannelHandlerContext, _ refusal: Refusal) {
    context.write(wrapOutboundOut(.head(refusal.head)), promise: nil)
    if let body = refusal.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
    end(context, wrapOutboundOut(.end(nil)), nil)
  }

  /// Sends the end of the last answer, and then nothing any more.
  private func end(_ context: ChannelHandlerContext, _ data: NIOAny, _ promise: EventLoopPromise<Void>?) {
    (isOver, isDeaf) = (true, true)
    let sent = promise ?? context.eventLoop.makePromise()
    sent.futureResult.assumeIsolated().whenComplete { [ending] _ in ending.endSending() }
    context.writeAndFlush(data, promise: sent)
    ending.begin()
  }
}

@available(*, unavailable)
extension FramingHandler: Sendable {}
