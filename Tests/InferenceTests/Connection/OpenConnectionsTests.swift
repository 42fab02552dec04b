import Domain
import NIOCore
import NIOEmbedded
import Testing

@testable import Inference

/// Who goes where there is no room; in virtual time.
@Suite struct OpenConnectionsTests {
  private static let get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"

  /// Those who keep the service waiting for the longest make room; nobody who has just come, or was answered just now, and
  /// nobody who waits for the service.
  @Test(arguments: UInt64(0)..<200) func makesRoom(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let loop = EmbeddedEventLoop()
    let most = Int.random(in: 1...40, using: &random)
    let connections = OpenConnections(most: most)
    let limits = ConnectionLimits(
      idle: .seconds(600), head: .seconds(600), body: .seconds(600), silence: .seconds(600), lingering: .seconds(600))
    var open: [(connection: VirtualConnection, since: NIODeadline?)] = []
    for _ in 0..<Int.random(in: 0...(most + 3), using: &random) {
      loop.advanceTime(by: .milliseconds(.random(in: 0...60, using: &random)))
      let connection = try VirtualConnection(limits, connections, loop: loop)
      switch random.next() % 3 {
      case 0: open.append((connection, loop.now))
      case 1:
        connection.send(Self.get)
        open.append((connection, nil))
      default:
        connection.send(Self.get)
        loop.advanceTime(by: .milliseconds(.random(in: 0...60, using: &random)))
        connection.answer()
        open.append((connection, loop.now))
      }
    }
    loop.run()
    #expect(connections.count == open.count && open.allSatisfy { $0.connection.isOpen })
    let isFull = connections.isFull
    let isShort = random.next() % 4 == 0
    connections.makeRoom(now: loop.now, isShort: isShort)
    loop.run()
    let left = open.filter { !$0.connection.isOpen }
    let able = open.filter { $0.since.map { loop.now - $0 > .milliseconds(100) } ?? false }
    if isFull || isShort { #expect(left.isEmpty == able.isEmpty, "seed \(seed)") } else { #expect(left.isEmpty) }
    #expect(left.allSatisfy { $0.since.map { loop.now - $0 > .milliseconds(100) } ?? false }, "seed \(seed)")
    let last = left.compactMap(\.since).max()
    let stays = able.filter { $0.connection.isOpen }.compactMap(\.since).min()
    if let last, let stays { #expect(last <= stays, "seed \(seed)") }
    #expect(connections.count == open.count - left.count)
  }
}
