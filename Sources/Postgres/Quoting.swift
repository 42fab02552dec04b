/// A name as an SQL identifier, in double quotes.
public func quoteIdentifier(_ name: String) -> String {
  "\"" + doubled(name, "\"") + "\""
}

/// Text as an SQL string constant; right with any setting of `standard_conforming_strings`.
///
/// NUL characters, which no statement can carry, are dropped.
public func quoteLiteral(_ text: String) -> String {
  let quoted = "'" + doubled(text, "'") + "'"
  return text.utf8.contains(UInt8(ascii: "\\")) ? " E" + doubled(quoted, "\\") : quoted
}

private func doubled(_ text: String, _ quote: Unicode.Scalar) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars where scalar.value != 0 {
    if scalar == quote { result.append(quote) }
    result.append(scalar)
  }
  return String(result)
}
