import Domain

/// A time as an input of a model.
enum InputTime {
  /// Seconds since 1970-01-01T00:00:00Z, or nil where the text is no RFC 3339 time. A leap second counts as the next one.
  static func seconds(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { bytes in
      guard let time = try? RFC3339(bytes) else { return nil }
      var (fraction, scale) = (0.0, 0.1)
      for index in time.fraction {
        fraction += Double(bytes[index] - 0x30) * scale
        scale /= 10
      }
      return Double(time.seconds) + fraction
    }
  }
}
