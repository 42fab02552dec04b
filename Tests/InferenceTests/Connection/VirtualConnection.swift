import NIOCore
import NIOEmbedded
import NIOHTTP1

@testable import Inference

/// A connection as the server has it, from bytes to the parts of requests, in virtual time: it passes when a test has it
/// pass, and so how busy the machine is decides nothing. The test is its caller, and the service. One thread has it, so
/// its tests wait for nothing.
final class VirtualConnection {
  let channel: EmbeddedChannel
  let uplink = Uplink()
  private let parser = ByteTap()

  /// - Parameter loop: whose time it has.
  init(
    _ limits: ConnectionLimits, _ connections: OpenConnections = OpenConnections(most: 100),
    loop: EmbeddedEventLoop = EmbeddedEventLoop()
  ) throws {
    channel = EmbeddedChannel(loop: loop)
    try channel.pipeline.syncOperations.addHandler(uplink)
    let rules = try AccessRules(address: "127.0.0.1", hosts: [], origins: [], isSecure: false)
    try HTTPConnection.addFraming(to: channel, rules, limits, connections)
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(parser, position: .after(try pipeline.handler(type: BodyBytesHandler.self)))
    channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
  }

  deinit {
    uplink.lose()
    _ = try? channel.finish(acceptAlreadyClosed: true)
  }

  var isOpen: Bool { channel.isActive }

  var now: NIODeadline { channel.embeddedEventLoop.now }

  /// What the caller was told so far.
  var said: String { uplink.taken }

  /// The statuses of the answers so far.
  var statuses: [String] { said.components(separatedBy: "HTTP/1.1 ").dropFirst().map { String($0.prefix(3)) } }

  func pass(_ time: Duration) { channel.embeddedEventLoop.advanceTime(by: TimeAmount(time)) }

  /// The caller sends something.
  /// - Parameter isRead: whether the service then asks for more, as it does unless it has enough for now.
  func send(_ text: some StringProtocol, isRead: Bool = true) {
    guard isOpen else { return }
    let pipeline = channel.pipeline.syncOperations
    pipeline.fireChannelRead(NIOAny(ByteBuffer(string: String(text))))
    pipeline.fireChannelReadComplete()
    if isRead { read() }
  }

  /// Bytes that were let through to the parser.
  var parsed: Int { parser.count }

  /// The service asks for more.
  func read() { channel.pipeline.syncOperations.read() }

  /// The caller ends its side.
  func end() { channel.pipeline.syncOperations.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }

  /// Requests that came to their end since it was asked last, and how long their bodies are.
  func requests() throws -> [Int] {
    var lengths: [Int] = []
    while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
      switch part {
      case .head: length = 0
      case .body(let bytes): length += bytes.readableBytes
      case .end: lengths.append(length)
      }
    }
    return lengths
  }

  /// Of the body that is coming.
  private var length = 0

  /// The service answers the first request that has none.
  func answer(_ body: String = "up") {
    guard isOpen else { return }
    let pipeline = channel.pipeline.syncOperations
    let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-length": "\(body.utf8.count)"])
    pipeline.write(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
    pipeline.write(NIOAny(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
    pipeline.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)), promise: nil)
  }
}

@available(*, unavailable)
extension VirtualConnection: Sendable {}
