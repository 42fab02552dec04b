import Foundation

/// A TCP connection to loopback without any HTTP of its own.
final class RawConnection: Sendable {
  struct Failure: Error {
    var number: Int32
  }

  /// Seconds after which a service that says nothing hangs; no measure, and so generous.
  static let patience = 150.0

  private let socket: Int32

  init(port: UInt16) throws {
    socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if status != 0 { throw Failure(number: errno) }
  }

  deinit { close(socket) }

  func send(_ bytes: [UInt8]) async {
    await onThread { [self] in _ = sendBlocking(bytes) }
  }

  /// Whether all bytes could be sent.
  func sends(_ bytes: [UInt8]) async -> Bool { await onThread { [self] in sendBlocking(bytes) } }

  @discardableResult
  private func sendBlocking(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// What comes until the other side ends, or says nothing for a while, or what came has this in it.
  func receive(until end: String? = nil, wait: Double = patience) async -> String {
    await receive(wait: wait) { text in end.map { text.contains($0) } ?? false }
  }

  /// What comes until it is an answer as long as it says, or the other side ends, or says nothing for a while.
  func receiveAnswer(wait: Double = patience) async -> String {
    await receive(wait: wait) { text in
      guard let head = text.range(of: "\r\n\r\n") else { return false }
      let lines = text[..<head.lowerBound].lowercased().split(separator: "\r\n")
      if lines.first?.contains(" 204 ") ?? false { return true }
      guard let length = lines.first(where: { $0.hasPrefix("content-length:") })?.split(separator: ":").last,
        let count = Int(length.trimmingCharacters(in: .whitespaces))
      else { return false }
      return text[head.upperBound...].utf8.count >= count
    }
  }

  /// On a thread of its own: who blocks one of the few that tasks share may wait for a service that needs it.
  private func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: body()) }
    }
  }

  private func receive(wait: Double, until isWhole: @escaping @Sendable (String) -> Bool) async -> String {
    await onThread { [self] in blocking(wait: wait, until: isWhole) }
  }

  private func blocking(wait: Double, until isWhole: (String) -> Bool) -> String {
    var limit = timeval(tv_sec: Int(wait), tv_usec: Int((wait - wait.rounded(.down)) * 1e6))
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(socket, &chunk, chunk.count, 0)
      guard count > 0 else { break }
      bytes += chunk[..<count]
      if isWhole(String(decoding: bytes, as: UTF8.self)) { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Takes so many bytes at a time, with pauses between, until the other side ends, or says nothing for a while.
  /// - Returns: how many there were.
  func receiveSlowly(_ count: Int, every pause: Double, wait: Double = patience) async -> Int {
    await onThread { [socket] in
      var limit = timeval(tv_sec: Int(wait), tv_usec: 0)
      setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      var chunk = [UInt8](repeating: 0, count: count)
      var total = 0
      while case let count = recv(socket, &chunk, chunk.count, 0), count > 0 {
        total += count
        Thread.sleep(forTimeInterval: pause)
      }
      return total
    }
  }

  /// Whether the other side ends the connection, and says nothing before.
  func isClosed(within seconds: Double = patience) async -> Bool {
    await onThread { [socket] in
      var limit = timeval(tv_sec: Int(seconds), tv_usec: 0)
      setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      var byte: UInt8 = 0
      return recv(socket, &byte, 1, 0) == 0
    }
  }
}
