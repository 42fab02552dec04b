import Domain
import Foundation
import Ledger
import Postgres
import TestSupport
import Testing

@Suite(.database(migrated: true, adopted: false))
struct CheckpointTests {
  private func withFolder<T>(_ body: (CheckpointFolder) async throws -> T) async throws -> T {
    let path = "/tmp/millrace-checkpoints-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(CheckpointFolder(path))
  }

  /// The example of Go's golang.org/x/mod/sumdb/note.
  @Test func notesAreThoseOfTheSpecification() throws {
    let key = try NoteSigningKey(
      text: "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n")
    let text = """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.

      """
    let serialized =
      text
        + """

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """
    let note = try SignedNote(serialized: serialized)
    #expect(note.text == text && note.serialized == serialized)
    #expect(note.isSigned(by: key.verifier))
    #expect(try SignedNote(text, by: key).isSigned(by: key.verifier))
    #expect(try NoteVerifierKey(text: key.verifier.text) == key.verifier)
    #expect(try NoteSigningKey(text: key.text).verifier == key.verifier)
    #expect(
      try !SignedNote(serialized: serialized.replacing("problem is", with: "problem was")).isSigned(by: key.verifier))
    let other = try NoteSigningKey(name: "PeterNeumann")
    #expect(!note.isSigned(by: other.verifier))
    for broken in ["", text, serialized.replacing("— ", with: "- "), serialized.replacing("x08", with: "x 8")] {
      #expect(throws: LedgerError.self) { try SignedNote(serialized: broken) }
    }
    for broken in ["a b", "a+b", ""] { #expect(throws: LedgerError.self) { try NoteSigningKey(name: broken) } }
  }

  @Test func checkpointsAreThreeLines() throws {
    let checkpoint = Checkpoint(origin: "example.org/ledger", size: 7, root: Hash(of: []))
    #expect(checkpoint.text == "example.org/ledger\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
    #expect(try Checkpoint(text: checkpoint.text) == checkpoint)
    #expect(try Checkpoint(text: checkpoint.text + "an extension\n") == checkpoint)
    for broken in ["", "a\n07\nx\n", "a\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "a\n7\nAAAA\n"] {
      #expect(throws: LedgerError.self) { try Checkpoint(text: broken) }
    }
  }

  @Test func theLedgerExtendsWhatWasSigned() async throws {
    try await withFolder { folder in
      let key = try NoteSigningKey(name: nil)
      let signer = CheckpointSigner(key: key, folder: folder)
      try await Database.current.pool.run { db in
        #expect(try signer.sign(db) == nil)
        var ledger = try TestLedger(db)
        for number in 0..<7 {
          try ledger.append((0...number).map { TestLedger.event("\(number).\($0)") })
          let head = try LedgerReader.head(db).position
          #expect(try signer.sign(db)?.checkpoint.size == head)
        }
        #expect(try signer.sign(db) == nil)
      }
      let files = try folder.files()
      #expect(files.map(\.checkpoint.size) == [1, 3, 6, 10, 15, 21, 28])
      #expect(files.allSatisfy { $0.note.isSigned(by: key.verifier) && $0.checkpoint.origin == key.verifier.name })
      let verifier = LedgerVerifier(checkpoints: files.map(\.checkpoint))
      let (whole, part) = try await Database.current.pool.run {
        (try verifier.verify($0), try verifier.verify($0, from: 12))
      }
      #expect(whole.problem == nil && whole.checkpoints == 7)
      #expect(part.problem == nil && part.checkpoints == 4)
    }
  }

  /// One who may write everything can make a chain that fits in itself, but none that fits what was signed.
  @Test(arguments: ["rewritten", "truncated", "regrown"])
  func aRewrittenLedgerIsFound(how: String) async throws {
    try await withFolder { folder in
      let signer = CheckpointSigner(key: try NoteSigningKey(name: nil), folder: folder)
      try await Database.current.pool.run { db in
        var ledger = try TestLedger(db)
        try ledger.append((0..<4).map { TestLedger.event("\($0)") })
        _ = try signer.sign(db)
        try ledger.append((4..<9).map { TestLedger.event("\($0)") })
        _ = try signer.sign(db)
        try db.script(
          """
          TRUNCATE ledger.event, ledger.event_id, ledger.batch;
          UPDATE ledger.head SET position = 0, recorded_at = 'epoch', batch = 0,
            chain_hash = decode(repeat('00', 32), 'hex'), frontier = ''
          """)
        try ledger.append((0..<4).map { TestLedger.event("\($0)") })
        switch how {
        case "rewritten":
          try ledger.append((4..<9).map { TestLedger.event("\($0)", data: $0 == 6 ? "{\"x\":1}" : "{}") })
        case "regrown": try ledger.append((4..<20).map { TestLedger.event("\($0)", key: "other") })
        default: break
        }
        #expect(try LedgerVerifier().verify(db).problem == nil)
        let report = try LedgerVerifier(checkpoints: try folder.files().map(\.checkpoint)).verify(db)
        #expect(report.problem?.contains("signed checkpoint") == true)
        #expect(report.checkpoints == 1 && report.firstBadPosition ?? 0 > 4)
        let error = #expect(throws: LedgerError.self) { try signer.sign(db) }
        #expect(error?.code == .corrupt)
      }
    }
  }

  @Test func aChangedRowIsNotSigned() async throws {
    try await withFolder { folder in
      let signer = CheckpointSigner(key: try NoteSigningKey(name: nil), folder: folder)
      try await Database.current.pool.run { db in
        var ledger = try TestLedger(db)
        try ledger.append([TestLedger.event("a"), TestLedger.event("b")])
        try db.script("UPDATE ledger.event SET key = 'x' WHERE position = 2")
        #expect(throws: LedgerError.self) { try signer.sign(db) }
      }
      #expect(try folder.files().isEmpty)
    }
  }

  @Test func aForeignCheckpointStopsTheSigner() async throws {
    try await withFolder { folder in
      try await Database.current.pool.run { db in
        var ledger = try TestLedger(db)
        try ledger.append([TestLedger.event("a")])
        _ = try CheckpointSigner(key: try NoteSigningKey(name: nil), folder: folder).sign(db)
        try ledger.append([TestLedger.event("b")])
        #expect(throws: LedgerError.self) {
          try CheckpointSigner(key: try NoteSigningKey(name: nil), folder: folder).sign(db)
        }
      }
    }
  }
}
