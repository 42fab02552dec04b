import Domain

/// The members `label`, `probability` and `probabilities` of an output as JSON text, without braces; the same in the
/// answer and in the interaction that is recorded.
enum OutputText {
  static func members(of answer: DefaultAnswer) -> [UInt8] {
    var bytes = Array("\"label\":".utf8)
    JSONValue.writeString(answer.label, to: &bytes)
    bytes += Array(",\"probability\":".utf8)
    JSONValue.number(answer.probabilities[answer.label] ?? 0).write(to: &bytes)
    bytes += Array(",\"probabilities\":".utf8)
    JSONValue.object(answer.probabilities.mapValues { .number($0) }).write(to: &bytes)
    return bytes
  }

  /// - Parameters:
  ///   - row: one probability per class.
  ///   - classMembers: each class as `"name":`.
  /// - Returns: the index of the most probable class (the first of equal ones); nil when a number is not finite.
  static func append(_ row: ArraySlice<Float>, classMembers: [[UInt8]], to bytes: inout [UInt8]) -> Int? {
    var best = row.startIndex
    for index in row.indices {
      guard row[index].isFinite else { return nil }
      if row[index] > row[best] { best = index }
    }
    let label = best - row.startIndex
    bytes.append(contentsOf: "\"label\":".utf8)
    bytes.append(contentsOf: classMembers[label].dropLast())
    bytes.append(contentsOf: ",\"probability\":".utf8)
    append(row[best], to: &bytes)
    bytes.append(contentsOf: ",\"probabilities\":{".utf8)
    for (index, member) in classMembers.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: member)
      append(row[row.startIndex + index], to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
    return label
  }

  /// The shortest text that reads back as the same `Float`.
  private static func append(_ probability: Float, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: min(max(probability, 0), 1).description.utf8)
  }
}
