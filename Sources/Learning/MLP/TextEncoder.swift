/// Text as a bag of hashed features: n-grams of words, and n-grams of bytes within words.
///
/// Words are runs of ASCII letters and digits and of bytes above 127, letters in lower case.
struct TextEncoder: Sendable, Equatable {
  let buckets: Int
  /// Longest n-gram of words.
  let words: Int
  /// Shortest and longest n-gram of bytes, the word's bounds counted; nil: none.
  let characters: ClosedRange<Int>?
  /// Keeps the features of different inputs apart.
  let salt: UInt64

  init(buckets: Int, words: Int, characters: ClosedRange<Int>?, name: String) {
    self.buckets = buckets
    self.words = words
    self.characters = characters
    salt = name.utf8.reduce(Self.seed) { Self.mix($0, $1) }
  }

  func encode(_ text: String, into items: inout [Int32]) {
    var text = text
    text.withUTF8 { bytes in
      var previous: [UInt64] = []
      var word: [UInt8] = []
      for index in 0...bytes.count {
        if index < bytes.count, let byte = Self.letter(bytes[index]) {
          word.append(byte)
        } else if !word.isEmpty {
          add(word, previous: &previous, into: &items)
          word.removeAll(keepingCapacity: true)
        }
      }
    }
  }

  private func add(_ word: [UInt8], previous: inout [UInt64], into items: inout [Int32]) {
    var hash = salt
    for byte in word { hash = Self.mix(hash, byte) }
    items.append(bucket(hash))
    for length in 2..<max(words + 1, 2) where previous.count >= length - 1 {
      var sequence = Self.mix(salt, 0)
      for part in previous.suffix(length - 1) { sequence = Self.mix(sequence ^ part, 1) }
      items.append(bucket(Self.mix(sequence ^ hash, 1)))
    }
    previous.append(hash)
    if previous.count >= max(words, 1) { previous.removeFirst() }
    guard let characters else { return }
    let bounded = [UInt8(ascii: "<")] + word + [UInt8(ascii: ">")]
    for length in characters where length <= bounded.count {
      for start in 0...bounded.count - length {
        var hash = Self.mix(salt, 2)
        for index in start..<start + length { hash = Self.mix(hash, bounded[index]) }
        items.append(bucket(hash))
      }
    }
  }

  // FNV-1a, 64 bits.
  private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

  @inline(__always)
  private static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

  /// The upper bits, which FNV mixes best, spread over the buckets.
  @inline(__always)
  private func bucket(_ hash: UInt64) -> Int32 {
    let folded = (hash ^ hash >> 29) &* 0x9E37_79B9_7F4A_7C15
    return Int32(((folded >> 32) &* UInt64(buckets)) >> 32)
  }

  @inline(__always)
  private static func letter(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 128...255: byte
    default: nil
    }
  }
}
