/// The name of a property as the wire writes it.
enum MemberName {
  /// `runID` gives `run_id`, `meanDifference` gives `mean_difference`: a word begins at each capital letter that does
  /// not follow another one.
  static func snakeCase(_ property: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(property.utf8.count + 4)
    var isCapital = true
    for byte in property.utf8 {
      let capital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      if capital && !isCapital { bytes.append(UInt8(ascii: "_")) }
      bytes.append(capital ? byte | 0x20 : byte)
      isCapital = capital
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
