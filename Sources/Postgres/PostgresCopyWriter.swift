import CLibPQ

/// Takes the data of one COPY FROM STDIN; valid during the closure it is given to.
///
/// Chunks may end anywhere, also within a row; some 64 KiB to 1 MiB each is best.
public final class PostgresCopyWriter {
  private let session: PostgresSession
  private let query: String
  private var isOpen = true

  init(session: PostgresSession, query: String) {
    self.session = session
    self.query = query
  }

  func close() { isOpen = false }

  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard isOpen else {
      throw PostgresError(code: .misuse, message: "a COPY writer was used after its closure had ended")
    }
    // libpq counts in Int32.
    let limit = 1 << 24
    var rest = bytes[...]
    while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
      try session.checkUsable()
      let count = min(rest.count, limit)
      guard PQputCopyData(session.connection, start.assumingMemoryBound(to: CChar.self), Int32(count)) == 1 else {
        throw session.lost(query)
      }
      rest = rest.dropFirst(count)
    }
  }

  public func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  public func write(_ buffer: BinaryCopyBuffer) throws {
    try buffer.withBytes { try write($0) }
  }
}
