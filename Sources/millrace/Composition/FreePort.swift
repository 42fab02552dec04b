import Glibc

/// A TCP port of the loopback address that nobody listens on at the moment.
enum FreePort {
  /// - Parameter wish: the one to take where it is free.
  static func find(_ wish: Int? = nil) throws -> Int {
    if let wish, wish > 0, wish <= 65_535, let port = try? bind(wish) { return port }
    guard let port = try bind(0) else { throw CommandError("no free port was found") }
    return port
  }

  /// - Throws: `CommandError` where another program listens on this port already.
  static func check(_ port: Int, host: String) throws {
    guard port != 0, ["127.0.0.1", "localhost", "0.0.0.0"].contains(host) else { return }
    if try bind(port) == nil {
      throw CommandError(
        "another program listens on port \(port) already; end it, or choose another with --port (0 takes a free one)")
    }
  }

  /// The port that was bound to for a moment; nil when it is taken.
  private static func bind(_ port: Int) throws -> Int? {
    let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard handle >= 0 else { throw CommandError("no socket could be made: \(String(cString: strerror(errno)))") }
    defer { close(handle) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    // What is left of closed connections does not count.
    var isReused: Int32 = 1
    setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(handle, $0, length) == 0 && listen(handle, 1) == 0 && getsockname(handle, $0, &length) == 0
      }
    }
    guard status else {
      if errno == EADDRINUSE { return nil }
      throw CommandError("port \(port) cannot be used: \(String(cString: strerror(errno)))")
    }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
