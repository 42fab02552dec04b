import Foundation
import Synchronization
import TestSupport

/// Stands between a client and a server and stops the line at an exact place.
///
/// `@unchecked Sendable`: what changes is behind `state`.
final class Proxy: @unchecked Sendable {
  /// What is to happen at the place that a rule names.
  enum Action: Sendable {
    /// What comes from there on waits until `release`.
    case hold
    /// Both connections are closed; the server never sees what is there.
    case cut
    /// The server gets it, and the client never gets the answer: both are closed when it comes.
    case cutBeforeReply
  }

  struct Rule: Sendable {
    var place: ProxyPlace
    var action: Action
  }

  private struct State {
    var rule: Rule?
    var isHeld = false
    var isReleased = false
    var hasCut = false
    var isStopped = false
    var descriptors: Set<Int32> = []
  }

  let port: UInt16
  private let listener: Int32
  private let upstream: ProxySocket.Address
  private let state = Mutex(State())
  /// Changes what a Kafka broker answers.
  let retention: Retention?

  init(to upstream: ProxySocket.Address, retention: Retention? = nil) throws {
    self.upstream = upstream
    self.retention = retention
    (listener, port) = try ProxySocket.listen()
    Thread.detachNewThread { self.accept() }
  }

  /// Waits for the place; once.
  func arm(_ place: ProxyPlace, _ action: Action) {
    state.withLock {
      $0.rule = Rule(place: place, action: action)
      ($0.isHeld, $0.isReleased, $0.hasCut) = (false, false, false)
    }
  }

  func untilHeld() async throws {
    try await eventually("the proxy holds something") { state.withLock(\.isHeld) }
  }

  func untilCut() async throws {
    try await eventually("the proxy cuts something") { state.withLock(\.hasCut) }
  }

  /// Sends on what is held.
  func release() { state.withLock { $0.isReleased = true } }

  /// Closes everything.
  func stop() {
    let open = state.withLock { state in
      state.isStopped = true
      return state.descriptors
    }
    shutdown(listener, Int32(SHUT_RDWR))
    for descriptor in open { shutdown(descriptor, Int32(SHUT_RDWR)) }
  }

  private func accept() {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      guard client >= 0 else { break }
      guard let server = try? ProxySocket.connect(upstream) else {
        close(client)
        continue
      }
      let isStopped = state.withLock { state in
        state.descriptors.formUnion([client, server])
        return state.isStopped
      }
      if isStopped { for descriptor in [client, server] { shutdown(descriptor, Int32(SHUT_RDWR)) } }
      let line = ProxyLine()
      Thread.detachNewThread { self.carryRequests(from: client, to: server, line) }
      Thread.detachNewThread { self.carryReplies(from: server, to: client, line) }
    }
    close(listener)
  }

  private func carryRequests(from client: Int32, to server: Int32, _ line: ProxyLine) {
    var finder: ProxyPlace.Finder?
    var frames = KafkaFrames()
    while let chunk = ProxySocket.read(client) {
      if let retention { for frame in frames.take(chunk) { retention.note(request: frame, on: line) } }
      let rule = state.withLock(\.rule)
      if finder == nil, let rule { finder = ProxyPlace.Finder(rule.place) }
      guard let rule, let index = finder?.find(in: chunk), taken() else {
        if !ProxySocket.write(chunk[...], to: server) { break }
        continue
      }
      finder = nil
      switch rule.action {
      case .hold:
        _ = ProxySocket.write(chunk[..<index], to: server)
        state.withLock { $0.isHeld = true }
        while !state.withLock({ $0.isReleased || $0.isStopped }), !ProxySocket.hasHungUp(client) { usleep(2_000) }
        guard state.withLock(\.isReleased), ProxySocket.write(chunk[index...], to: server) else {
          return end(client, server, line)
        }
      case .cut:
        state.withLock { $0.hasCut = true }
        return end(client, server, line)
      case .cutBeforeReply:
        line.cutsReply.store(true, ordering: .sequentiallyConsistent)
        _ = ProxySocket.write(chunk[...], to: server)
      }
    }
    end(client, server, line)
  }

  private func carryReplies(from server: Int32, to client: Int32, _ line: ProxyLine) {
    var frames = KafkaFrames()
    while var chunk = ProxySocket.read(server) {
      if let retention { chunk = frames.take(chunk).flatMap { retention.rewrite(reply: $0, on: line) } }
      if line.cutsReply.load(ordering: .sequentiallyConsistent) {
        state.withLock { $0.hasCut = true }
        break
      }
      if !ProxySocket.write(chunk[...], to: client) { break }
    }
    end(client, server, line)
  }

  /// Takes the rule out of use; false where another connection was faster.
  private func taken() -> Bool { state.withLock { $0.rule.take() != nil } }

  /// Ends both directions; the second to come here closes.
  private func end(_ client: Int32, _ server: Int32, _ line: ProxyLine) {
    for descriptor in [client, server] { shutdown(descriptor, Int32(SHUT_RDWR)) }
    guard line.ended.add(1, ordering: .sequentiallyConsistent).newValue == 2 else { return }
    state.withLock { $0.descriptors.subtract([client, server]) }
    for descriptor in [client, server] { close(descriptor) }
  }
}

/// What the two directions of one connection share.
final class ProxyLine: Sendable {
  let cutsReply = Atomic(false)
  let ended = Atomic(0)
}
