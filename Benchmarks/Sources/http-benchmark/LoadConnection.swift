import Glibc

/// A connection that has one request under way at a time, always the same.
final class LoadConnection {
  let descriptor: Int32
  private var received: [UInt8] = []
  /// Bytes of the answer that is coming, its head included; nil until that is there.
  private var expected: Int?
  /// Bytes of the request that are sent.
  private var sent = 0
  /// When the request was begun, in nanoseconds of the monotonic clock.
  private(set) var began: Int64 = 0

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    received.reserveCapacity(1 << 16)
  }

  deinit { close(descriptor) }

  /// Sends the request; a socket's buffer takes it whole, or the call waits.
  func begin(_ request: [UInt8], now: Int64) throws {
    received.removeAll(keepingCapacity: true)
    expected = nil
    began = now
    sent = 0
    while sent < request.count {
      let count = request.withUnsafeBytes {
        send(descriptor, $0.baseAddress! + sent, request.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure("a connection broke while sending: error \(errno)") }
      sent += count
    }
  }

  /// Takes what has come.
  /// - Returns: whether the answer is there.
  /// - Throws: `Failure` for one that is not 200.
  func receive(_ buffer: UnsafeMutableRawBufferPointer) throws -> Bool {
    let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
    if count < 0, errno == EAGAIN { return false }
    guard count > 0 else { throw Failure("a connection broke: error \(count == 0 ? 0 : errno)") }
    received.append(contentsOf: buffer[..<count])
    if expected == nil { expected = try length() }
    guard let expected else { return false }
    guard received.count <= expected else { throw Failure("more came than was asked for") }
    return received.count == expected
  }

  /// Of the whole answer; nil where its head is not there yet.
  private func length() throws -> Int? {
    try received.withUnsafeBytes { bytes in
      let last = bytes.indices.dropFirst(3).first { index in
        bytes[index] == 0x0A && bytes[index - 1] == 0x0D && bytes[index - 2] == 0x0A && bytes[index - 3] == 0x0D
      }
      guard let last else { return nil }
      let end = last + 1
      guard bytes.count > 12, memcmp(bytes.baseAddress!, "HTTP/1.1 200", 12) == 0 else {
        throw Failure(String(decoding: bytes.prefix(1_000), as: UTF8.self))
      }
      let name = Array("content-length:".utf8)
      var line = 0
      while line < end {
        let isName = (0..<name.count).allSatisfy { line + $0 < end && bytes[line + $0] | 0x20 == name[$0] | 0x20 }
        if isName {
          let digits = bytes[(line + name.count)..<end].drop { $0 == 0x20 }.prefix { (0x30...0x39).contains($0) }
          return end + digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        guard let next = bytes[line..<end].firstIndex(of: 0x0A) else { break }
        line = next + 1
      }
      throw Failure("an answer without Content-Length: \(String(decoding: bytes.prefix(end), as: UTF8.self))")
    }
  }
}
