import Domain
import Foundation
import Ledger
import Postgres
import TestSupport
import Testing

/// Inclusion proofs, and that a program which shares no code with this one accepts them.
@Suite(.database(migrated: true, adopted: false))
struct ProofTests {
  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("scripts/verify_proof.py").path

  /// RFC 6962's recursive definition of a path, as it stands there.
  private func reference(_ index: Int, _ leaves: ArraySlice<Hash>) -> [Hash] {
    if leaves.count <= 1 { return [] }
    let split = Int(MerkleTree.split(Int64(leaves.count)))
    let (left, right) = (leaves.prefix(split), leaves.dropFirst(split))
    return index < split
      ? reference(index, left) + [MerkleTreeTests.reference(right)]
      : reference(index - split, right) + [MerkleTreeTests.reference(left)]
  }

  /// Trees of many sizes, in batches of many sizes, with subtrees looked up and with leaves read.
  @Test(arguments: [1, 2, 3] as [UInt64], [2, 1024] as [Int64])
  func pathsAreThoseOfTheRecursiveDefinition(seed: UInt64, leavesAtOnce: Int64) async throws {
    try await Database.current.pool.run { db in
      var random = SplitMix(state: seed)
      var ledger = try TestLedger(db)
      var total = 0
      while total < 70 {
        let count = 1 + Int(random.next() % (seed == 1 ? 1 : 20))
        try ledger.append((total..<(total + count)).map { TestLedger.event("\($0)") })
        total += count
      }
      // The leaf of each position is the last subtree of the frontier that it completes alone, or a proof's own.
      let leaves = try (1...Int64(total)).map { try InclusionProof.make(db, position: $0, size: $0).leaf }
      #expect(MerkleTreeTests.reference(leaves[...]) == (try LedgerReader.head(db).frontier.root))
      for size in [1, 3, 17, 64, total - 1, total] {
        let prover = MerkleProver(db, size: Int64(size), leavesAtOnce: leavesAtOnce)
        #expect(try prover.frontier(at: Int64(size)).root == MerkleTreeTests.reference(leaves.prefix(size)))
        for index in [0, size / 3, size / 2, size - 1] where index >= 0 && index < size {
          #expect(
            try prover.inclusionPath(Int64(index)) == reference(index, leaves.prefix(size)), "\(index) of \(size)")
        }
      }
    }
  }

  private static let hasPython = ["/usr/bin", "/usr/local/bin"].contains {
    FileManager.default.isExecutableFile(atPath: $0 + "/python3")
  }

  @Test(.enabled(if: hasPython))
  func anIndependentVerifierAcceptsAndRefuses() async throws {
    let folder = URL(fileURLWithPath: "/tmp/millrace-proof-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let key = try NoteSigningKey(name: "example.org/ledger")
    let checkpoints = CheckpointFolder(folder.appendingPathComponent("checkpoints").path)
    let proofs = try await Database.current.pool.run { db in
      var ledger = try TestLedger(db)
      for number in 0..<5 {
        try ledger.append(
          (0..<5).map { index in
            var event = TestLedger.event("\(number).\(index)", data: "{\"text\": \"é\\u0041 😀\"}")
            if index == 2 { (event.subject, event.extensions, event.key) = (nil, [:], nil) }
            return event
          })
      }
      _ = try CheckpointSigner(key: key, folder: checkpoints).sign(db)
      try ledger.append([TestLedger.event("later")])
      try db.script("UPDATE ledger.event SET data = NULL, salt = NULL WHERE position = 8")
      return try [1, 3, 8, 16, 25].map { try InclusionProof.make(db, position: $0, size: 25) }
    }
    let note = try #require(try checkpoints.latest()).note
    try Data(key.verifier.text.utf8).write(to: folder.appendingPathComponent("key"))
    try Data(try NoteSigningKey(name: "example.org/ledger").verifier.text.utf8).write(
      to: folder.appendingPathComponent("other"))
    for proof in proofs {
      let text = proof.json(checkpoint: note).canonicalText
      #expect(try verify(text, folder, key: "key") == 0)
      #expect(try verify(text, folder, key: "other") == 1)
      #expect(try verify(text, folder, key: nil) == 1)
      for (old, new) in [
        ("\"demo.test\"", "\"demo.text\""), ("\"position\":\(proof.position)", "\"position\":\(proof.position + 1)"),
        ("\"tree_size\":25", "\"tree_size\":26"), ("\"batch\":", "\"batch\":1"), ("example.org", "example.com"),
        ("\"data\":\"", "\"data\":\" "),
      ] where text.contains(old) {
        #expect(try verify(text.replacing(old, with: new), folder, key: "key") == 1, "\(old)")
      }
    }
  }

  private func verify(_ proof: String, _ folder: URL, key: String?) throws -> Int32 {
    let file = folder.appendingPathComponent("proof.json")
    try Data(proof.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["python3", ProofTests.script, file.path] + (key.map { [folder.appendingPathComponent($0).path] } ?? [])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
