import CZlib

/// zlib's `inflate` over one stream.
final class Inflater {
  private static let chunk = 1 << 16

  private var stream = z_stream()

  /// - Parameter windowBits: which format, as zlib's `inflateInit2` has it.
  init(windowBits: Int32) throws(ContentCodingError) {
    guard czlib_inflate_init(&stream, windowBits) == Z_OK else { throw .broken("zlib cannot be started") }
  }

  deinit { inflateEnd(&stream) }

  /// Inflates one whole stream onto the end of `output`, which grows to `limit` bytes at most.
  /// - Returns: how many bytes of the input the stream has.
  func inflate(
    _ input: ArraySlice<UInt8>, into output: inout [UInt8], limit: Int
  ) throws(ContentCodingError) -> Int {
    var input = Array(input)
    let count = input.count
    return try input.withUnsafeMutableBufferPointer { buffer throws(ContentCodingError) in
      stream.next_in = buffer.baseAddress
      stream.avail_in = UInt32(count)
      while true {
        let room = min(Inflater.chunk, limit - output.count)
        let status = append(to: &output, room: max(room, 1))
        guard output.count <= limit else { throw .tooLarge }
        switch status {
        case Z_STREAM_END: return count - Int(stream.avail_in)
        case Z_OK where stream.avail_in > 0 || stream.avail_out == 0: continue
        case Z_OK, Z_BUF_ERROR: throw .broken("it ends before its coding does")
        default: throw .broken(stream.msg.map { String(cString: $0) } ?? "zlib gives error \(status)")
        }
      }
    }
  }

  private func append(to output: inout [UInt8], room: Int) -> Int32 {
    let before = output.count
    output.append(contentsOf: repeatElement(0, count: room))
    let status = output.withUnsafeMutableBufferPointer { buffer in
      stream.next_out = buffer.baseAddress! + before
      stream.avail_out = UInt32(room)
      return CZlib.inflate(&stream, Z_NO_FLUSH)
    }
    output.removeLast(Int(stream.avail_out))
    return status
  }
}
