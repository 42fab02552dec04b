import Foundation
import TestSupport

/// Blocking sockets, as few of their ways as the proxy needs.
enum ProxySocket {
  enum Address: Sendable {
    case unix(String)
    case loopback(UInt16)
  }

  static func listen() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && Glibc.listen(descriptor, 64) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw LaunchError("the proxy cannot listen: \(String(cString: strerror(errno)))") }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  static func connect(_ address: Address) throws -> Int32 {
    let family = if case .unix = address { AF_UNIX } else { AF_INET }
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let status: Int32
    switch address {
    case .loopback(let port):
      var target = loopback(port)
      status = withUnsafePointer(to: &target) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    case .unix(let path):
      var target = sockaddr_un()
      target.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
      status = withUnsafePointer(to: &target) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
    }
    guard status == 0 else {
      close(descriptor)
      throw LaunchError("the proxy cannot connect: \(String(cString: strerror(errno)))")
    }
    return descriptor
  }

  /// The next bytes; nil at the end.
  static func read(_ descriptor: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? Array(bytes[..<count]) : nil
  }

  /// False where the other side is gone.
  static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(truncatingIfNeeded: MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Whether the other side has closed, even where bytes of it are still unread.
  static func hasHungUp(_ descriptor: Int32) -> Bool {
    let readHangUp: Int16 = 0x2000  // POLLRDHUP, which Glibc's module leaves out
    var watched = pollfd(fd: descriptor, events: readHangUp, revents: 0)
    return poll(&watched, 1, 0) > 0 && watched.revents & (readHangUp | Int16(POLLHUP | POLLERR)) != 0
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }
}
