/// How large what is said of a loop's classes can become, in bytes of JSON: sums over the classes, in no order.
package enum AnswerSize {
  /// Most bytes of an event's data.
  package static let eventLimit = 256 * 1024
  /// Most bytes of what names every class. The rest of the event is for the interaction's input and ids, or for the other
  /// members of a seal.
  package static let outputLimit = 192 * 1024

  /// The largest output that an answer of a model can have, as it is recorded: label, probability, and the probability of
  /// each class.
  package static func output(classes: some Sequence<String>) -> Int {
    var (names, longest) = (0, 0)
    for name in classes {
      let bytes = text(name)
      names += bytes + ":,".utf8.count + probabilityBytes
      longest = max(longest, bytes)
    }
    return names + longest + probabilityBytes + "\"label\":,\"probability\":,\"probabilities\":{}".utf8.count
  }

  /// The largest map from these classes to numbers of examples.
  package static func counts(classes: some Sequence<String>) -> Int {
    classes.reduce("{}".utf8.count) { $0 + text($1) + ":,".utf8.count + countBytes }
  }

  /// A name as a JSON string.
  package static func text(_ name: String) -> Int {
    var bytes = 2
    for byte in name.utf8 {
      switch byte {
      case 0x22, 0x5C, 0x0A, 0x0D, 0x09: bytes += 2
      case 0..<0x20: bytes += 6
      default: bytes += 1
      }
    }
    return bytes
  }

  /// Nine digits, point and exponent of a `Float` from 0 to 1, such as 1.23456789e-38, and one to spare.
  static let probabilityBytes = 16
  /// Digits of an `Int64`.
  static let countBytes = 19
}
