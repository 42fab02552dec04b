/// The port of the HTTP API, once it is known.
actor PortBox {
  private var port: Int?
  private var waiting: [CheckedContinuation<Int, Never>] = []

  func set(_ port: Int) {
    self.port = port
    for continuation in waiting { continuation.resume(returning: port) }
    waiting = []
  }

  func value() async throws -> Int {
    if let port { return port }
    return await withCheckedContinuation { waiting.append($0) }
  }
}
