import NIOCore

/// The system's side of an embedded channel's answers: it takes their bytes when a test has it do so, and lets those that
/// wait be seen as a socket's channel does.
final class Uplink: ChannelOutboundHandler {
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  private var context: ChannelHandlerContext?
  private var waiting: CircularBuffer<(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)> = []
  /// Whether all is taken as soon as it comes.
  var isFast = true
  private(set) var taken = ""
  /// Whether the service has said that nothing follows.
  private(set) var hasEnded = false

  /// Bytes that were never taken, once the connection is closed.
  private(set) var lost = 0

  var waitingBytes: Int { waiting.reduce(0) { $0 + $1.bytes.readableBytes } }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    lost += waitingBytes
    lose()
  }

  /// Takes nothing of what waits, ever.
  func lose() {
    isFast = true
    while let (_, promise) = waiting.popFirst() { promise?.fail(ChannelError.ioOnClosedChannel) }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .byteBuffer(let bytes) = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
    waiting.append((bytes, promise))
  }

  func flush(context: ChannelHandlerContext) { if isFast { take(.max) } else { show(context) } }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode == .output else { return context.close(mode: mode, promise: promise) }
    // An embedded channel knows no half of a connection.
    hasEnded = true
    promise?.succeed()
  }

  /// Takes up to so many bytes.
  func take(_ count: Int) {
    guard let context else { return }
    var left = count
    var whole: [EventLoopPromise<Void>] = []
    while !waiting.isEmpty {
      let first = waiting.startIndex
      let part = waiting[first].bytes.readString(length: min(left, waiting[first].bytes.readableBytes)) ?? ""
      taken += part
      left -= part.utf8.count
      guard waiting[first].bytes.readableBytes == 0 else { break }
      if let promise = waiting.removeFirst().promise { whole.append(promise) }
    }
    show(context)
    for promise in whole { promise.succeed() }
  }

  /// Has the channel say how many bytes wait: as many as are written to it, and not flushed.
  private func show(_ context: ChannelHandlerContext) {
    context.flush()
    let count = waitingBytes
    if count > 0 { context.write(wrapOutboundOut(.byteBuffer(ByteBuffer(repeating: 0, count: count))), promise: nil) }
  }
}

@available(*, unavailable)
extension Uplink: Sendable {}
