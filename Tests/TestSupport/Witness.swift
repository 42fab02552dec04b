import FoundationEssentials
import Postgres

/// What an earlier program left behind, kept in `Tests/Fixtures/witness`: its ledger in three states, and what came of it.
package struct Witness: Sendable {
  /// Where the ledger ends; each is the end of a batch, as a crash may leave it.
  package enum State: String, Sendable, CaseIterable {
    /// Some runs of the second round have ended, and one has not.
    case midRound = "mid_round"
    /// The first look at a champion on trial has decided nothing.
    case midTrial = "mid_trial"
    case uncut
  }

  package let folder: URL
  private let migrations: URL

  package init() {
    migrations = URL(filePath: Database.migrations)
    folder = migrations.deletingLastPathComponent().appending(path: "Tests/Fixtures/witness")
  }

  /// A file of the fixture, as bytes.
  package func contents(_ name: String) throws -> [UInt8] {
    let path = folder.appending(path: name).path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw LaunchError("\(path) is not there; scripts/witness makes it")
    }
    return Array(data)
  }

  /// A file's lines, without their ends.
  package func lines(_ name: String) throws -> [String] {
    String(decoding: try contents(name), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The position that a state ends at.
  package func position(_ state: State) throws -> Int64 {
    let row = try lines("state.copy").map { $0.split(separator: "\t") }.first { $0.first == state.rawValue[...] }
    guard let position = row?.last.flatMap({ Int64($0) }) else {
      throw LaunchError("state.copy does not know \(state.rawValue); make the fixtures again")
    }
    return position
  }

  /// Makes a folder with the migrations that the program had applied, as they are in this tree.
  func earlierMigrations(_ body: (String) async throws -> Void) async throws {
    let earlier = FileManager.default.temporaryDirectory.appending(path: "millrace-migrations-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: earlier, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: earlier) }
    for line in try lines("migration.copy").dropFirst() {
      let fields = line.split(separator: "\t").map(String.init)
      guard let number = Int(fields[0]), fields.count == 3 else {
        throw LaunchError("migration.copy has a line that is none: \(line)")
      }
      let file = Migration(number: number, name: fields[1], sha256: fields[2]).fileName
      try FileManager.default.copyItem(at: migrations.appending(path: file), to: earlier.appending(path: file))
    }
    try await body(earlier.path)
  }
}
