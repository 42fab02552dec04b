import Logging

extension Spool {
  /// Reads every segment and keeps its sound frames. Bytes behind them are a write that a kill interrupted, and were
  /// never acknowledged; they are cut off. Where sound records must have followed (damage inside an older segment)
  /// the bytes are set aside in a file of their own.
  static func recover(_ folder: SpoolFolder, _ logger: Logger) throws(SpoolError) -> [Segment] {
    let numbers = try folder.segments()
    var segments: [Segment] = []
    for number in numbers {
      let path = folder.segmentPath(number)
      let file = try SpoolFile(path: path)
      let bytes = try file.contents()
      var segment = Segment(number: number, size: 0, records: 0)
      while let length = SpoolFrame.length(in: bytes, at: segment.size) {
        segment.size += length
        segment.records += 1
      }
      if segment.size < bytes.count {
        let rest = Array(bytes[segment.size...])
        if number != numbers.last {
          try SpoolFile(path: path + ".damaged").append(rest, at: 0)
          logger.error("spool segment damaged", metadata: ["file": "\(path)", "set aside": "\(rest.count)"])
        } else {
          logger.warning("spool: torn tail cut", metadata: ["file": "\(path)", "bytes": "\(rest.count)"])
        }
        file.truncate(to: segment.size)
      }
      if segment.records == 0 { try folder.remove(number) } else { segments.append(segment) }
    }
    return segments
  }
}
