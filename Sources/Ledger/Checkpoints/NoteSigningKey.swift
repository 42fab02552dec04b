import Crypto

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An Ed25519 key that signs notes: `PRIVATE+KEY+name+hash+base64`, as Go's `note` package writes it.
package struct NoteSigningKey: Sendable {
  private static let prefix = "PRIVATE+KEY+"
  private let seed: [UInt8]
  package let verifier: NoteVerifierKey

  /// Makes a key.
  /// - Parameter name: what the notes' first line says; nil derives one from the key.
  package init(name: String?) throws {
    let key = Curve25519.Signing.PrivateKey()
    let publicKey = Array(key.publicKey.rawRepresentation)
    let name = name ?? "millrace-" + NoteVerifierKey.hex(Array(Hash(of: publicKey).bytes.prefix(8)))
    seed = Array(key.rawRepresentation)
    verifier = try NoteVerifierKey(name: name, publicKey: publicKey)
  }

  /// - Throws: `LedgerError.malformed`.
  package init(text: String) throws {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    let parts = text.dropFirst(NoteSigningKey.prefix.count).split(separator: "+", maxSplits: 2)
    guard text.hasPrefix(NoteSigningKey.prefix), parts.count == 3, let data = Data(base64Encoded: String(parts[2])),
      data.count == 33, data.first == NoteVerifierKey.ed25519,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: data.dropFirst())
    else {
      throw LedgerError(.malformed, "this is no private key of the form PRIVATE+KEY+name+hash+base64 for Ed25519")
    }
    seed = Array(data.dropFirst())
    verifier = try NoteVerifierKey(name: String(parts[0]), publicKey: Array(key.publicKey.rawRepresentation))
    guard NoteVerifierKey.hex(verifier.id) == parts[1] else {
      throw LedgerError(.malformed, "the key's hash \(parts[1]) is not that of its name and bytes")
    }
  }

  /// Secret.
  package var text: String {
    NoteSigningKey.prefix + "\(verifier.name)+\(NoteVerifierKey.hex(verifier.id))+"
      + Data([NoteVerifierKey.ed25519] + seed).base64EncodedString()
  }

  func sign(_ message: [UInt8]) throws -> [UInt8] {
    Array(try Curve25519.Signing.PrivateKey(rawRepresentation: seed).signature(for: message))
  }
}
