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
  private let pace: PaceHandler
  private let bytes: BodyBytesHandler
  private let rules: AccessRules
  private let connections: OpenConnections
  /// The host of the last request that was let in.
  private var knownHost: String?
  /// Requests that are not answered to their end, in order; the last may still be coming.
  private var exchanges: CircularBuffer<Exchange> = []
  /// Whether a request is still coming.
  private var isReceiving = false
  /// The answer to what comes behind the exchanges, and can be no request.
  private var refusal: Refusal?
  private var body: ByteBuffer?
  /// Whether nothing that still comes is for anybody.
  private var isDeaf = false { didSet { bytes.isDeaf = isDeaf } }
  /// Whether the first exchange's answer has begun, and not ended.
  private var isAnswering = false
  /// Whether the answer that is being sent is the last.
  private var isLast = false
  /// Whether it is sent.
  private var isOver = false

  init(
    _ ending: LingeringHandler, _ pace: PaceHandler, _ bytes: BodyBytesHandler, _ rules: AccessRules,
    _ connections: OpenConnections
  ) {
    (self.ending, self.pace, self.bytes, self.rules, self.connections) = (ending, pace, bytes, rules, connections)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    pace.refuse = { [unowned self] turn in timeOut(context, turn) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { pace.refuse = nil }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isDeaf else { return }
    switch unwrapInboundIn(data) {
    case .head(let sent):
      let trimmed = RequestFraming.trimmed(sent)
      if let problem = RequestFraming.problem(trimmed) { return refuse(context, problem, head: trimmed) }
      let head = RequestFraming.read(trimmed)
      if let problem = problem(head) { return refuse(context, problem, head: head) }
      exchanges.append(Exchange(head, rules.fields(head)))
      isReceiving = true
      bytes.begin()
      pace.set(.body)
      context.fireChannelRead(wrapInboundOut(.head(head)))
    case .body(var part):
      bytes.take(part.readableBytes)
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
      if !isOver { pace.set(exchanges.isEmpty ? .idle : .answer) }
      context.fireChannelRead(wrapInboundOut(.end(trailers)))
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    passBody(context)
    // Their reader answers as if they were none.
    if isReceiving, !isDeaf, bytes.isTooMuch { errorCaught(context: context, error: HTTPParserError.invalidChunkSize) }
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
      endSilently()
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
      if let exchange = exchanges.first {
        isLast = exchange.settle(&head, isPressed: connections.isFull)
        isAnswering = true
      }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end where !exchanges.isEmpty:
      exchanges.removeFirst()
      isAnswering = false
      if isLast { return end(context, data, promise) }
      context.write(data, promise: promise)
      guard exchanges.isEmpty else { return }
      if let refusal { answer(context, refusal) } else if !isReceiving { pace.set(.idle) }
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
    let refusal = Refusal(problem, hasBody: head?.method != .HEAD, rules.fields(head))
    if exchanges.isEmpty {
      answer(context, refusal)
    } else {
      self.refusal = refusal
      pace.set(.answer)
    }
  }

  /// Why a request is not let in; nil where it is.
  private func problem(_ head: HTTPRequestHead) -> Problem? {
    let host = head.headers.first(name: "host")
    guard host == nil || host != knownHost || head.headers.contains(name: "origin") else { return nil }
    if let problem = rules.problem(head) { return problem }
    knownHost = host
    return nil
  }

  /// Answers a request that does not come to its end.
  /// - Returns: whether it is answered, or will be in its turn; else there is nothing to say.
  private func timeOut(_ context: ChannelHandlerContext, _ turn: PaceHandler.Turn) -> Bool {
    guard !isOver else { return false }
    let problem = Problem.tooSlow(turn == .body ? "body" : "head")
    guard turn == .body, isReceiving else {
      guard !isDeaf else { return false }
      refuse(context, problem, head: nil)
      return true
    }
    (isDeaf, isReceiving, body) = (true, false, nil)
    if exchanges.isEmpty {
      endSilently()
      return true
    }
    if exchanges.count == 1, isAnswering { return false }
    let refusal = Refusal(problem, hasBody: true, exchanges.removeLast().fields)
    if exchanges.isEmpty {
      answer(context, refusal)
    } else {
      self.refusal = refusal
      pace.set(.answer)
    }
    // Who reads its body learns that nothing more comes, and has its answer thrown away.
    context.fireErrorCaught(HTTPParserError.invalidEOFState)
    return true
  }

  /// Ends the connection where everything is said.
  private func endSilently() {
    isOver = true
    ending.begin()
    ending.endSending()
    pace.leave()
  }

  private func answer(_ context: ChannelHandlerContext, _ refusal: Refusal) {
    context.write(wrapOutboundOut(.head(refusal.head)), promise: nil)
    if let body = refusal.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
    end(context, wrapOutboundOut(.end(nil)), nil)
  }

  /// Sends the end of the last answer, and then nothing any more.
  private func end(_ context: ChannelHandlerContext, _ data: NIOAny, _ promise: EventLoopPromise<Void>?) {
    (isOver, isDeaf) = (true, true)
    context.writeAndFlush(data, promise: promise)
    endSilently()
  }
}

@available(*, unavailable)
extension FramingHandler: Sendable {}
