import Crypto
import Domain

@testable import Learning

/// An artifact taken apart, to be changed and sealed anew: its digest then fits, and the decoder alone stands between what
/// somebody wrote into it and the kernels.
struct SealedArtifact {
  var header: [UInt8]
  var payload: [UInt8]
  /// What is written as the header's length, where it is another.
  var length: UInt32?

  init(_ bytes: [UInt8]) {
    let length = bytes[8..<12].reversed().reduce(0) { $0 << 8 | Int($1) }
    header = Array(bytes[12..<12 + length])
    while header.last == UInt8(ascii: " ") { header.removeLast() }
    payload = Array(bytes[(12 + length)..<(bytes.count - 32)])
  }

  var text: String { String(decoding: header, as: UTF8.self) }

  var bytes: [UInt8] {
    var bytes = Artifact.magic
    withUnsafeBytes(of: (length ?? UInt32(header.count)).littleEndian) { bytes.append(contentsOf: $0) }
    bytes += header + payload
    return bytes + Array(SHA256.hash(data: bytes))
  }

  /// The same with a part of the header's text replaced, once.
  func replacing(_ old: String, _ new: String) -> SealedArtifact? {
    let (all, part) = (header, Array(old.utf8))
    guard let start = all.indices.first(where: { all[$0...].starts(with: part) }) else { return nil }
    var copy = self
    copy.header.replaceSubrange(start..<start + part.count, with: Array(new.utf8))
    return copy
  }

  /// One change by chance: of a number or a text of the header, of what is around them, of the payload, of a length.
  mutating func mutate(_ random: inout SplitMix) {
    func pick<Choices: RandomAccessCollection>(_ choices: Choices) -> Choices.Element where Choices.Index == Int {
      choices[choices.startIndex + Int(random.next() % UInt64(choices.count))]
    }
    switch random.next() % 16 {
    case 0..<8:
      let numbers = tokens(of: "0123456789+-.eE")
      guard !numbers.isEmpty else { return }
      let number = pick(numbers)
      let value = Int(String(decoding: header[number], as: UTF8.self)) ?? 0
      let near = [String(value &+ 1), String(value &- 1), String(value &* 2), String(-(value % 1000))]
      let other = String(decoding: header[pick(numbers)], as: UTF8.self)
      header.replaceSubrange(
        number, with: Array((random.next() % 2 == 0 ? pick(SealedArtifact.numbers) : pick(near + [other])).utf8))
    case 8..<10:
      let texts = strings
      guard !texts.isEmpty else { return }
      let other =
        random.next() % 2 == 0 ? pick(SealedArtifact.texts) : String(decoding: header[pick(texts)], as: UTF8.self)
      header.replaceSubrange(pick(texts), with: Array(other.utf8))
    case 10:
      let place = tokens(of: "0123456789[]{},:\"")
      guard !place.isEmpty else { return }
      header.replaceSubrange(pick(place), with: Array(pick(SealedArtifact.nests).utf8))
    case 11:
      guard !header.isEmpty else { return }
      let start = pick(header.indices)
      let end = min(header.count, start + Int(random.next() % 40))
      if random.next() % 2 == 0 {
        header.removeSubrange(start..<end)
      } else {
        header.insert(contentsOf: Array(header[start..<end]), at: start)
      }
    case 12:
      guard !header.isEmpty else { return }
      header[pick(header.indices)] = UInt8(truncatingIfNeeded: random.next())
    case 13:
      guard !payload.isEmpty else { return }
      for _ in 0..<4 { payload[pick(payload.indices)] = UInt8(truncatingIfNeeded: random.next()) }
      let bits = pick([UInt32(0x7FC0_0000), 0x7F80_0000, 0xFF80_0000, 0x7F7F_FFFF, 1])
      let place = Int(random.next() % UInt64(max(payload.count / 4, 1))) * 4
      guard place + 4 <= payload.count else { return }
      withUnsafeBytes(of: bits.littleEndian) { payload.replaceSubrange(place..<place + 4, with: $0) }
    case 14: payload.removeLast(min(payload.count, Int(random.next() % 70)))
    default: length = pick([0, 1, .max, 0x7FFF_FFFF, UInt32(header.count) &+ 1, UInt32(max(header.count, 1)) - 1])
    }
  }

  private static let numbers = [
    "0", "-1", "1", "2", "17", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
    "4611686018427387904", "4294967296", "2147483648", "2147483647", "1073741824", "1073741825", "3037000500", "1e308",
    "-1e308", "1e999", "5e-324", "0.5", "-0.0", "null", "true", "\"1\"", "[]", "{}",
  ]
  private static let texts = [
    "", "mlp", "1", "2", "numeric", "category", "text", "time", "a", "é", "e\\u0301", "\\u0000",
  ]
  private static let nests = [
    "null", "[]", "{}", "[[[[0]]]]", String(repeating: "[", count: 3000), String(repeating: "{\"a\":", count: 3000),
  ]

  /// The runs of these bytes.
  private func tokens(of set: String) -> [Range<Int>] {
    let bytes = Set(set.utf8)
    var (found, start) = ([Range<Int>](), 0)
    while start < header.count {
      guard bytes.contains(header[start]) else {
        start += 1
        continue
      }
      var end = start + 1
      while end < header.count, bytes.contains(header[end]) { end += 1 }
      found.append(start..<end)
      start = end
    }
    return found
  }

  /// What stands between two quotes.
  private var strings: [Range<Int>] {
    let quotes = header.indices.filter { header[$0] == UInt8(ascii: "\"") }
    return zip(quotes, quotes.dropFirst()).map { $0 + 1..<$1 }
  }
}
