import Domain

/// An interaction and its feedback as texts that any door can be given, with what has to come of them.
package struct DoorCase: Sendable {
  /// Not yet apart from those of other doors: each door puts a letter before it.
  package var id: String
  /// A JSON text: an object whose members are in order.
  package var input: String
  /// A JSON text.
  package var label: String
  package var occurredAt: String

  /// Whether every door takes it.
  package var isTaken: Bool { className != nil && moment != nil && isNumber }
  /// What the label counts as; nil: it is none.
  package var className: String?
  package var moment: Timestamp?
  /// Whether the input's number is one.
  package var isNumber: Bool
}

extension DoorCase {
  /// Cases at the edges of numbers, texts, times and lengths; about one in four is taken nowhere.
  package static func generated(_ count: Int, seed: UInt64) -> [DoorCase] {
    var random = RandomTexts(seed: seed)
    return (0..<count).map { number in random.doorCase(number) }
  }
}

extension RandomTexts {
  mutating func doorCase(_ number: Int) -> DoorCase {
    let token = below(2) == 0 ? self.number() : ["7", "1.0", "1e3", "12345678901234567890", "-0", "0.10"][below(6)]
    let (label, name) = label()
    let time = below(3) > 0 ? self.time() : "2026-03-01T10:00:0\(below(10))Z"
    let words = word()
    return DoorCase(
      id: String("-\(number)-\(word())".unicodeScalars.prefix(TextLength.interactionID - 1)),
      input: "{\"n\":\(token),\"t\":\"\(words)\"}", label: label, occurredAt: time, className: name,
      moment: try? Timestamp(text: time), isNumber: NumberToken(token) != nil)
  }

  /// A label as JSON, and what it counts as.
  private mutating func label() -> (json: String, name: String?) {
    switch below(8) {
    case 0...2:
      let token = number()
      return (token, NumberToken(token).flatMap { ExactDecimal.text($0.text) })
    case 3: return below(2) == 0 ? ("true", "true") : ("false", "false")
    case 4: return ([("null", nil), ("[1]", nil), ("{}", nil)] as [(String, String?)])[below(3)]
    case 5:
      let length = TextLength.className - 1 + below(3)
      let text = String(repeating: ["x", "é", "\u{1F600}"][below(3)], count: length)
      return ("\"\(text)\"", length <= TextLength.className ? text : nil)
    default:
      let text = word()
      return ("\"\(text)\"", text)
    }
  }

  /// A text of one of two normal forms, or a long one, or one that looks like a number.
  private mutating func word() -> String {
    switch below(4) {
    case 0: return ["1.0", "02142", "1e3", "true", "null", "NaN"][below(6)]
    case 1: return String(repeating: "\u{1F600}", count: 1 + below(100))
    default:
      let (first, second) = equivalents()
      return below(2) == 0 ? first : second
    }
  }
}
