import CZlib

/// zlib's `inflate` over a body: one stream, or several behind each other, in one pass.
final class Inflater {
  private static let chunk = 1 << 16

  private var stream = z_stream()

  /// - Parameter windowBits: which format, as zlib's `inflateInit2` has it.
  init(windowBits: Int32) throws(ContentCodingError) {
    guard czlib_inflate_init(&stream, windowBits) == Z_OK else { throw .broken("zlib cannot be started") }
  }

  deinit { inflateEnd(&stream) }

  /// What the whole input says.
  /// - Parameters:
  ///   - limit: most bytes of the outcome; not more than one byte over it is ever inflated.
  ///   - members: most streams behind each other.
  ///   - isWanted: asked for each chunk; once it says no, the rest is left.
  func inflate(
    _ input: [UInt8], limit: Int, members: Int, isWanted: () -> Bool
  ) throws(ContentCodingError) -> [UInt8] {
    var output: [UInt8] = []
    let chunk = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: Inflater.chunk)
    defer { chunk.deallocate() }
    // zlib writes nothing there; its type says only that it could.
    try input.withUnsafeBufferPointer { source throws(ContentCodingError) in
      stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
      stream.avail_in = UInt32(source.count)
      var member = 1
      while true {
        stream.next_out = chunk.baseAddress
        let room = min(chunk.count, limit - output.count + 1)
        stream.avail_out = UInt32(room)
        let status = CZlib.inflate(&stream, Z_NO_FLUSH)
        let written = room - Int(stream.avail_out)
        guard output.count + written <= limit else { throw .tooLarge }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<written]))
        switch status {
        case Z_STREAM_END:
          guard stream.avail_in > 0 else { return }
          guard member < members else { throw Inflater.rest(stream.avail_in, behind: members) }
          member += 1
          inflateReset(&stream)
        case Z_OK where stream.avail_in > 0 || stream.avail_out == 0: break
        case Z_OK, Z_BUF_ERROR: throw .broken("it ends before its coding does")
        default: throw .broken(stream.msg.map { String(cString: $0) } ?? "zlib gives error \(status)")
        }
        guard isWanted() else { throw .abandoned }
      }
    }
    return output
  }

  private static func rest(_ count: UInt32, behind members: Int) -> ContentCodingError {
    members == 1
      ? .broken("\(count) bytes stand behind the end of the coded body")
      : .broken("it has more than \(members) members, and may have that many; compress it in one go")
  }
}
