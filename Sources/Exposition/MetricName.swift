/// Names that Prometheus takes: letters, digits and underscores, no digit first.
enum MetricName {
  /// The name with an underscore for each character that cannot be in one.
  static func valid(_ name: String) -> String {
    let valid = String(
      name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" ? $0 : "_" } as [Character])
    return valid.first.map { $0.isNumber } ?? true ? "_" + valid : valid
  }
}
