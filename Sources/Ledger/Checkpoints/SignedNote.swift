#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A text with signatures under it (https://c2sp.org/signed-note).
package struct SignedNote: Sendable, Hashable {
  struct Signature: Sendable, Hashable {
    var name: String
    /// First four bytes of the key's hash.
    var keyID: [UInt8]
    var bytes: [UInt8]
  }

  /// Ends with a line break.
  package var text: String
  var signatures: [Signature]

  /// Signs a text.
  package init(_ text: String, by key: NoteSigningKey) throws {
    self.text = text
    signatures = [
      Signature(name: key.verifier.name, keyID: key.verifier.id, bytes: try key.sign(Array(text.utf8)))
    ]
  }

  /// - Throws: `LedgerError.malformed`.
  package init(serialized: String) throws {
    func malformed(_ what: String) -> LedgerError { LedgerError(.malformed, "this is no signed note: \(what)") }
    guard let end = serialized.range(of: "\n\n", options: .backwards), serialized.hasSuffix("\n") else {
      throw malformed("an empty line has to stand between text and signatures, and a line break at the end")
    }
    text = String(serialized[..<serialized.index(after: end.lowerBound)])
    signatures = try serialized[end.upperBound...].split(separator: "\n").map { line in
      let parts = line.split(separator: " ")
      guard parts.count == 3, parts[0] == "—", let data = Data(base64Encoded: String(parts[2])), data.count > 4 else {
        throw malformed("a signature is not of the form `— name base64`")
      }
      return Signature(name: String(parts[1]), keyID: Array(data.prefix(4)), bytes: Array(data.dropFirst(4)))
    }
  }

  package var serialized: String {
    signatures.reduce(into: text + "\n") { note, signature in
      note += "— \(signature.name) \(Data(signature.keyID + signature.bytes).base64EncodedString())\n"
    }
  }

  /// Whether the key has signed exactly this text.
  package func isSigned(by key: NoteVerifierKey) -> Bool {
    signatures.contains { $0.name == key.name && $0.keyID == key.id && key.accepts($0.bytes, for: Array(text.utf8)) }
  }
}
