import Kafka

extension Spool {
  /// The oldest records, which stay until `remove(_:)`; nil when there are none.
  /// - Parameter maximumBytes: read about so much; at least one record.
  package func oldest(maximumRecords: Int, maximumBytes: Int) throws(SpoolError) -> SpoolBatch? {
    guard let segment = segments.first else { return nil }
    let file = try SpoolFile(path: folder.segmentPath(segment.number))
    let left = segment.size - segment.offset
    var bytes = try file.contents(from: segment.offset, count: min(left, maximumBytes))
    if bytes.count < left, SpoolFrame.length(in: bytes, at: 0) == nil {
      bytes = try file.contents(from: segment.offset, count: left)
    }
    var records: [KafkaRecord] = []
    var end = 0
    while records.count < maximumRecords, let length = SpoolFrame.length(in: bytes, at: end),
      let record = SpoolFrame.record(in: bytes, at: end, length: length)
    {
      records.append(record)
      end += length
    }
    guard !records.isEmpty else {
      throw SpoolError(
        .damaged,
        "\(folder.segmentPath(segment.number)) cannot be read at byte \(segment.offset), though it could when it was "
          + "written; check the disk, then start again: the rest of the file is set aside")
    }
    return SpoolBatch(records: records, segment: segment.number, end: segment.offset + end)
  }

  /// Forgets records that were delivered; a segment that holds no others is deleted.
  package func remove(_ batch: SpoolBatch) throws(SpoolError) {
    guard let first = segments.first, first.number == batch.segment else { return }
    segments[0].offset = batch.end
    segments[0].delivered += batch.records.count
    if batch.end == first.size {
      segments.removeFirst()
      publishStatus()
      try folder.remove(first.number)
    } else {
      publishStatus()
    }
  }

  /// Keeps records that Kafka will never take in a file beside the segments, for a person to look at.
  package func setAside(_ records: [KafkaRecord]) throws(SpoolError) {
    var bytes: [UInt8] = []
    for record in records { SpoolFrame.append(record, to: &bytes) }
    let file = try SpoolFile(path: configuration.folder + "/refused")
    try file.append(bytes, at: try file.contents().count)
  }
}
