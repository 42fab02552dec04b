import Domain
import Hummingbird

/// The caller's name for a request, by which a retry of it is known: `Idempotency-Key`, a string in quotation marks
/// (RFC 8941, section 3.3.3) or bare.
struct IdempotencyKey: Sendable {
  private static let name = HTTPFields.Element.Name("Idempotency-Key")!

  let text: String

  /// - Returns: nil where there is none.
  /// - Throws: `Problem` for one that cannot be read.
  init?(_ request: Request) throws(Problem) {
    let lines = request.headers[values: IdempotencyKey.name]
    guard let line = lines.first else { return nil }
    guard lines.count == 1 else { throw IdempotencyKey.malformed("it comes \(lines.count) times") }
    let value = FieldList.trimmed(line[...])
    let isQuoted = value.utf8.first == UInt8(ascii: "\"")
    // Parameters behind a string say nothing here; a bare key is all that there is.
    guard
      let text = isQuoted
        ? FieldItem.unquoted(FieldList.parts(of: value, at: UInt8(ascii: ";"))[0]) : String(value)
    else {
      throw IdempotencyKey.malformed("its quotation marks do not match")
    }
    guard text.utf8.allSatisfy({ (isQuoted ? 0x20...0x7E : 0x21...0x7E).contains($0) }) else {
      throw IdempotencyKey.malformed(
        "it holds characters other than printable ASCII, or blanks without quotation marks")
    }
    guard (1...TextLength.interactionID).contains(text.utf8.count) else {
      throw IdempotencyKey.malformed("it has \(text.utf8.count) characters")
    }
    self.text = text
  }

  /// The id of what the request brings: the key itself, or in a batch one made of key and place.
  /// - Parameters:
  ///   - kind: begins an id that is made.
  ///   - place: in a batch; nil outside one.
  func id(_ kind: String, place: Int?) -> String {
    guard let place else { return text }
    return Digest.id(kind, ["idempotency_key": .string(text), "index": .integer(Int64(place))])
  }

  private static func malformed(_ problem: String) -> Problem {
    Problem(
      code: "malformed-field", title: "A header cannot be read", status: .badRequest,
      detail: "`Idempotency-Key`: \(problem); send it once, with 1 to \(TextLength.interactionID) characters, such as "
        + "\"8e03978e-40d5-43dd-bc93-6894a57f9324\" in quotation marks")
  }
}
