/// The name of a segment file: a rising number, and a salt that nobody outside can know, so that no bytes which a caller
/// sent pass for a frame of it.
struct SegmentName: Hashable, Sendable {
  let number: UInt64
  let salt: UInt64

  static func < (left: SegmentName, right: SegmentName) -> Bool {
    (left.number, left.salt) < (right.number, right.salt)
  }

  init(number: UInt64, salt: UInt64 = .random(in: 0 ... .max)) {
    self.number = number
    self.salt = salt
  }

  /// nil for the name of another file.
  init?(_ text: String) {
    guard text.hasSuffix(SegmentName.suffix) else { return nil }
    let parts = text.dropLast(SegmentName.suffix.count).split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = UInt64(parts[0]), number < SegmentName.limit,
      let salt = UInt64(parts[1], radix: 16)
    else { return nil }
    self.init(number: number, salt: salt)
    // Two spellings of one name would be two files of one number.
    guard self.text == text else { return nil }
  }

  private static let suffix = ".journal"
  /// No number is as high.
  static let limit: UInt64 = 1 << 62

  /// Whether a file is meant to be a segment, by its name.
  static func isMeant(_ text: String) -> Bool { text.hasSuffix(suffix) }

  var text: String {
    let (number, salt) = (String(number), String(salt, radix: 16))
    return String(repeating: "0", count: max(0, 12 - number.count)) + number + "-"
      + String(repeating: "0", count: 16 - salt.count) + salt + SegmentName.suffix
  }
}
