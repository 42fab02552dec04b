import NIOCore

/// Ends connections whose callers keep the service waiting: with a request that does not come, or comes too slowly, or
/// with an answer that nobody takes. While the service works on an answer nothing runs out. The time is the event loop's.
final class PaceHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  /// What is waited for.
  enum Turn {
    /// The next request; nothing of it has come.
    case idle
    /// The rest of a request's head, and so the first request of a connection.
    case head
    /// The rest of a request's body.
    case body
    /// The service.
    case answer
  }

  private let limits: ConnectionLimits
  private let entry: OpenConnection
  private var context: ChannelHandlerContext?
  /// Asked once for a request that came too slowly: whether it is answered.
  var refuse: ((Turn) -> Bool)?

  private(set) var turn = Turn.head
  private var hasHeard = false
  private var hasLeft = false
  private var deadline = NIODeadline.distantFuture
  /// When the timer runs next; it only ever runs too early.
  private var timer: (due: NIODeadline, task: Scheduled<Void>)?
  /// When the pipeline stopped to ask for bytes: what it does not take, a caller cannot bring.
  private var deafSince: NIODeadline?
  /// Bytes of answers that were handed on, how many of them the system had taken when it was looked at last, and when
  /// there were more of them.
  private var (written, taken, takenAt) = (0, 0, NIODeadline.uptimeNanoseconds(0))
  /// Of the bytes that were handed on, those before the last flush.
  private var flushed = 0

  init(_ limits: ConnectionLimits, _ entry: OpenConnection) {
    self.limits = limits
    self.entry = entry
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    deadline = context.eventLoop.now + TimeAmount(limits.head)
    arm(context, deadline)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.task.cancel()
    (self.context, timer, refuse) = (nil, nil, nil)
  }

  /// Ends a connection at once, with what is unsent; on its loop.
  static func close(_ channel: any Channel) {
    guard let pace = try? channel.pipeline.syncOperations.context(handlerType: PaceHandler.self) else {
      return channel.close(promise: nil)
    }
    pace.close(promise: nil)
  }

  /// Says whose turn it is; on the channel's loop.
  func set(_ new: Turn) {
    guard let context, !hasLeft, new != turn || new == .body else { return }
    turn = new
    let now = context.eventLoop.now
    switch new {
    case .idle: deadline = now + TimeAmount(limits.idle)
    case .head: deadline = now + TimeAmount(limits.head)
    case .body: deadline = now + TimeAmount(limits.body)
    case .answer: deadline = .distantFuture
    }
    entry.wait(since: new == .answer ? nil : now)
    // What a caller still sends is looked at in `channelReadComplete`.
    if new == .idle { arm(context, deadline) }
  }

  /// Nothing more is wanted of the caller than that it ends the connection, which somebody else sees to.
  func leave() {
    (hasLeft, turn, deadline) = (true, .answer, .distantFuture)
    if let context { entry.wait(since: context.eventLoop.now) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    hasHeard = true
    if turn == .idle { set(.head) }
    if turn == .body {
      deadline =
        deadline + .nanoseconds(Int64(unwrapInboundIn(data).readableBytes) * 1_000_000_000 / Int64(limits.bodyRate))
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    deafSince = context.eventLoop.now
    context.fireChannelReadComplete()
    arm(context, deadline)
  }

  func read(context: ChannelHandlerContext) {
    if let since = deafSince {
      deafSince = nil
      if deadline < .distantFuture {
        deadline = deadline + (context.eventLoop.now - since)
        if timer == nil { arm(context, deadline) }
      }
    }
    context.read()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    written += unwrapOutboundIn(data).readableBytes
    context.write(data, promise: promise)
  }

  func flush(context: ChannelHandlerContext) {
    context.flush()
    // A flush of nothing gives nobody more time.
    guard written > flushed, context.unsentBytes > 0 else { return }
    flushed = written
    // It is the caller's turn to take something.
    let now = context.eventLoop.now
    if entry.waitsSince == nil { entry.wait(since: now) }
    takenAt = now
    arm(context, takenAt + pause)
  }

  /// Between two looks at what a slow caller takes.
  private var pause: TimeAmount { .nanoseconds(max(TimeAmount(limits.answer).nanoseconds / 4, 1_000_000)) }

  /// Has the timer run then, or earlier.
  private func arm(_ context: ChannelHandlerContext, _ due: NIODeadline) {
    guard due < timer?.due ?? .distantFuture else { return }
    timer?.task.cancel()
    let box = NIOLoopBound(self, eventLoop: context.eventLoop)
    timer = (due, context.eventLoop.scheduleTask(deadline: due) { box.value.look() })
  }

  private func look() {
    timer = nil
    guard let context, context.channel.isActive else { return }
    let now = context.eventLoop.now
    let unsent = context.unsentBytes
    if unsent > 0 {
      if written - unsent > taken { (taken, takenAt) = (written - unsent, now) }
      guard now < takenAt + TimeAmount(limits.answer) else { return context.close(promise: nil) }
      // Whoever still takes an answer is not idle, and may be so for as long behind it.
      if turn == .idle { deadline = max(deadline, now + TimeAmount(limits.idle)) }
      arm(context, min(now + pause, deadline))
    } else if turn == .answer, !hasLeft {
      entry.wait(since: nil)
    }
    // Where nothing is read, `read` goes on.
    guard deafSince == nil else { return }
    guard deadline <= now else { return arm(context, deadline) }
    deadline = .distantFuture
    guard turn != .idle, hasHeard, let refuse, refuse(turn) else { return context.close(promise: nil) }
  }
}

@available(*, unavailable)
extension PaceHandler: Sendable {}
