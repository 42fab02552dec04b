import Foundation

extension Client {
  /// The answer of the service to bytes that no well-behaved client would send: one whole answer, or what came until the
  /// connection ended.
  /// - Parameter wait: for how long the service may say nothing before that counts as its end.
  func raw(_ bytes: String, wait: Double = RawConnection.patience) async throws -> String {
    let connection = try RawConnection(port: port)
    await connection.send(Array(bytes.utf8))
    return await connection.receiveAnswer(wait: wait)
  }

  var port: UInt16 { UInt16(base.split(separator: ":")[2]) ?? 0 }
}
