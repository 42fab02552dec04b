/// A place in what a client sends.
enum ProxyPlace: Sendable {
  /// Where the last of these texts begins, after the others have passed in this order; then so many bytes further.
  case text([String], bytesBehind: Int = 0)
  /// Where a request of this kind begins (an API key of the Kafka protocol).
  case kafka(apiKey: Int16)

  /// Where the archiver commits a batch.
  static let commit = text(["COPY ledger.event ", "COMMIT\0"])
  /// In the middle of a batch's rows, or of its one row: the statement has some 215 bytes, a row more than 200.
  static let copy = text(["COPY ledger.event "], bytesBehind: 300)
  /// Where the archiver commits its offsets to the group.
  static let offsetCommit = kafka(apiKey: 8)

  /// Finds the place in one connection.
  struct Finder {
    private let place: ProxyPlace
    private var tail: [UInt8] = []
    private var passed = 0
    private var bytesToGo: Int?

    init(_ place: ProxyPlace) { self.place = place }

    /// Where in this chunk it is; nil: not in this one.
    mutating func find(in chunk: [UInt8]) -> Int? {
      switch place {
      case .text(let texts, let behind): find(texts, behind, in: chunk)
      case .kafka(let apiKey): find(apiKey, in: chunk)
      }
    }

    private mutating func find(_ texts: [String], _ behind: Int, in chunk: [UInt8]) -> Int? {
      if let left = bytesToGo {
        bytesToGo = left - chunk.count
        return left < chunk.count ? left : nil
      }
      let window = tail + chunk
      var from = 0
      while let found = window[from...].firstRange(of: Array(texts[passed].utf8)) {
        from = found.upperBound
        passed += 1
        guard passed == texts.count else { continue }
        let index = max(0, found.lowerBound - tail.count) + behind
        bytesToGo = index - chunk.count
        return index < chunk.count ? index : nil
      }
      tail = Array(window[from...].suffix(32))
      return nil
    }

    /// Requests are frames: 4 bytes of length, then 2 of API key. `tail` is an unfinished frame's beginning.
    private mutating func find(_ apiKey: Int16, in chunk: [UInt8]) -> Int? {
      var frame = -tail.count
      let bytes = tail + chunk
      let shift = tail.count
      while frame + shift + 6 <= bytes.count {
        let at = frame + shift
        let size = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
        if Int16(bytes[at + 4]) << 8 | Int16(bytes[at + 5]) == apiKey { return max(0, frame) }
        if at + 4 + size > bytes.count { break }
        frame += 4 + size
      }
      tail = Array(bytes[(frame + shift)...])
      return nil
    }
  }
}
