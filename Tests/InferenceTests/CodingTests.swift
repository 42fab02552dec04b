import Domain
import Testing

@testable import Inference

@Suite struct CodingTests {
  /// Bodies of all sizes about zlib's blocks, of bytes that compress well, badly, and hardly.
  private static func bodies() -> [[UInt8]] {
    var random = SplitMix(state: 11)
    return [0, 1, 2, 100, 65_535, 65_536, 65_537, 200_000].flatMap { size in
      [1, 16, 256].map { alphabet in (0..<size).map { _ in UInt8(random.next() % UInt64(alphabet)) } }
    }
  }

  @Test func decodesWhatWasCoded() throws {
    for body in Self.bodies() {
      for (coding, bytes) in [
        (ContentCoding.gzip, Zlib.gzip(body)), (.deflate, Zlib.zlib(body)), (.deflate, Zlib.raw(body)),
      ] {
        #expect(try coding.decoded(bytes, limit: body.count) == body)
        #expect(try coding.decoded(bytes, limit: 1 << 20) == body)
        if !body.isEmpty {
          #expect(throws: ContentCodingError.tooLarge) { try coding.decoded(bytes, limit: body.count - 1) }
        }
      }
      let halves = Zlib.gzip(Array(body.prefix(body.count / 3))) + Zlib.gzip(Array(body.dropFirst(body.count / 3)))
      #expect(try ContentCoding.gzip.decoded(halves, limit: body.count) == body)
    }
  }

  /// Whatever is cut off, put behind, or changed is seen, but for bytes of a gzip header that say nothing of the body.
  @Test func refusesWhatIsBroken() throws {
    let body = Array("{\"input\":{\"size\":3}}".utf8)
    for (coding, bytes) in [
      (ContentCoding.gzip, Zlib.gzip(body)), (.deflate, Zlib.zlib(body)), (.deflate, Zlib.raw(body)),
    ] {
      for count in 0..<bytes.count {
        #expect(throws: ContentCodingError.self) { try coding.decoded(Array(bytes.prefix(count)), limit: 1_000) }
      }
      #expect(throws: ContentCodingError.self) { try coding.decoded(bytes + [0x7B], limit: 1_000) }
    }
    for text in ["", "{}", "{\"input\":{}}", "\u{1F}"] {
      #expect(throws: ContentCodingError.self) { try ContentCoding.gzip.decoded(Array(text.utf8), limit: 1_000) }
    }
    // A checksum at the end is compared.
    var spoilt = Zlib.gzip(body)
    spoilt[spoilt.count - 6] ^= 1
    #expect(throws: ContentCodingError.self) { try ContentCoding.gzip.decoded(spoilt, limit: 1_000) }
  }

  /// A hundred megabytes in a hundred kilobytes: no more than the limit is inflated.
  @Test func stopsABomb() {
    let bomb = Zlib.gzip([UInt8](repeating: 0x20, count: 100 << 20))
    #expect(bomb.count < 200_000)
    #expect(throws: ContentCodingError.tooLarge) { try ContentCoding.gzip.decoded(bomb, limit: 1 << 20) }
    #expect(throws: ContentCodingError.tooLarge) {
      try ContentCoding.gzip.decoded(Zlib.gzip(bomb), limit: bomb.count - 1)
    }
  }

  /// A thousand members are taken, whatever they hold, and more are refused at once: all this is one pass.
  @Test func boundsTheMembers() throws {
    for member in [[], Array("{\"input\":{}} ".utf8)] as [[UInt8]] {
      let coded = Zlib.gzip(member)
      func members(_ count: Int) -> [UInt8] { Array([[UInt8]](repeating: coded, count: count).joined()) }
      let most = try ContentCoding.gzip.decoded(members(ContentCoding.mostMembers), limit: 1 << 20)
      #expect(most == Array([[UInt8]](repeating: member, count: ContentCoding.mostMembers).joined()))
      var steps = 0
      let error = #expect(throws: ContentCodingError.self) {
        try ContentCoding.gzip.decoded(members((8 << 20) / coded.count), limit: 8 << 20) {
          steps += 1
          return true
        }
      }
      guard case .broken(let reason)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(reason.contains("1000 members") && steps < ContentCoding.mostMembers)
    }
  }

  /// What nobody waits for is left at the next chunk.
  @Test func leavesWhatNobodyWaitsFor() {
    let coded = Zlib.gzip([UInt8](repeating: 0x20, count: 4 << 20))
    var asked = 0
    #expect(throws: ContentCodingError.abandoned) {
      try ContentCoding.gzip.decoded(coded, limit: 8 << 20) {
        asked += 1
        return asked < 3
      }
    }
    #expect(asked == 3)
  }
}
