/// What a caller takes as an answer (RFC 9110, section 12.5.1).
struct Accept {
  private struct Range {
    var type: MediaType
    /// In thousandths; 0: not acceptable.
    var quality: Int
  }

  private let ranges: [Range]

  /// - Parameter lines: all lines of `Accept`. What does not follow the grammar counts for nothing.
  init(_ lines: [String]) {
    ranges = FieldList.elements(of: lines).compactMap { element in
      guard let type = MediaType(element), type.type != "*" || type.subtype == "*" else { return nil }
      let quality = type["q"].map(Accept.quality) ?? 1_000
      return quality.map { Range(type: type, quality: $0) }
    }
  }

  /// The one of the offers that is wanted most, the first of equal ones; nil where none is acceptable. Who says nothing
  /// takes everything.
  func best(of offers: [MediaType]) -> Int? {
    guard !ranges.isEmpty else { return 0 }
    var best: (index: Int, quality: Int)?
    for (index, offer) in offers.enumerated() {
      let quality = quality(of: offer)
      if quality > best?.quality ?? 0 { best = (index, quality) }
    }
    return best?.index
  }

  /// That of the most specific range that fits.
  private func quality(of offer: MediaType) -> Int {
    var found: (rank: Int, quality: Int) = (0, 0)
    for range in ranges {
      guard let rank = Accept.rank(of: range.type, for: offer), rank > found.rank else { continue }
      found = (rank, range.quality)
    }
    return found.quality
  }

  /// How specific a range is that fits an offer; nil where it does not. A parameter has to agree where the offer has it
  /// too, and otherwise says nothing.
  private static func rank(of range: MediaType, for offer: MediaType) -> Int? {
    if range.type == "*" { return 1 }
    guard range.type == offer.type else { return nil }
    if range.subtype == "*" { return 2 }
    guard range.subtype == offer.subtype else { return nil }
    var agreeing = 0
    for parameter in range.parameters where parameter.name != "q" {
      guard let own = offer[parameter.name] else { continue }
      guard own.lowercased() == parameter.value.lowercased() else { return nil }
      agreeing += 1
    }
    return 3 + agreeing
  }

  /// A weight in thousandths (section 12.4.2); nil for what is none.
  private static func quality(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, first == UInt8(ascii: "0") || first == UInt8(ascii: "1") else { return nil }
    let digits = bytes.dropFirst(2)
    guard bytes.count == 1 || bytes[1] == UInt8(ascii: "."), digits.count <= 3,
      digits.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    let fraction = (digits + [0x30, 0x30, 0x30].dropFirst(digits.count)).reduce(0) { $0 * 10 + Int($1 - 0x30) }
    let quality = Int(first - 0x30) * 1_000 + fraction
    return quality <= 1_000 ? quality : nil
  }
}
