import Crypto

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The public half of a key that signs notes, with its name: `name+hash+base64`, as signed-note writes it.
package struct NoteVerifierKey: Sendable, Hashable {
  static let ed25519: UInt8 = 1

  package let name: String
  /// 32 bytes.
  package let publicKey: [UInt8]

  /// - Throws: `LedgerError.malformed` for a name that a note cannot carry.
  init(name: String, publicKey: [UInt8]) throws {
    guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == "+" }) else {
      throw LedgerError(.malformed, "\"\(name)\" cannot name a key: use no spaces and no +, such as example.org/ledger")
    }
    self.name = name
    self.publicKey = publicKey
  }

  /// - Throws: `LedgerError.malformed`.
  package init(text: String) throws {
    let parts = text.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: "+", maxSplits: 2)
    guard parts.count == 3, let data = Data(base64Encoded: String(parts[2])), data.count == 33,
      data.first == NoteVerifierKey.ed25519
    else { throw LedgerError(.malformed, "this is no verifier key of the form name+hash+base64 for Ed25519") }
    try self.init(name: String(parts[0]), publicKey: Array(data.dropFirst()))
    guard NoteVerifierKey.hex(id) == parts[1] else {
      throw LedgerError(.malformed, "the key's hash \(parts[1]) is not that of its name and bytes")
    }
  }

  package var text: String {
    "\(name)+\(NoteVerifierKey.hex(id))+\(Data([NoteVerifierKey.ed25519] + publicKey).base64EncodedString())"
  }

  /// First four bytes of SHA-256 over name, line break, algorithm and key.
  var id: [UInt8] {
    Array(Hash(of: Array(name.utf8) + [0x0A, NoteVerifierKey.ed25519] + publicKey).bytes.prefix(4))
  }

  func accepts(_ signature: [UInt8], for message: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(signature, for: message)
  }

  static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
