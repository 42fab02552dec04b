/// Reads `Prefer` (RFC 7240).
enum Preferences {
  /// The preference `wait` in seconds; nil where there is none, or none that can be understood, which is ignored
  /// (section 2). Of several, the first counts.
  static func wait(in fields: [String]) -> Int? {
    for element in FieldList.elements(of: fields) {
      guard let preference = FieldItem(element), preference.name == "wait" else { continue }
      guard let value = preference.value, !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        return nil
      }
      return Int(value) ?? .max
    }
    return nil
  }
}
