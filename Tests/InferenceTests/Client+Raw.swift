import Foundation

extension Client {
  /// What the service answers to bytes that no well-behaved client would send, until it says nothing more.
  /// - Parameter wait: for how long the service may say nothing before that counts as its end.
  func raw(_ bytes: String, wait: Double = 0.5) async throws -> String {
    try await Task.detached { [port] in
      let connection = try RawConnection(port: port)
      connection.send(Array(bytes.utf8))
      return connection.receive(wait: wait)
    }.value
  }

  var port: UInt16 { UInt16(base.split(separator: ":")[2]) ?? 0 }
}
