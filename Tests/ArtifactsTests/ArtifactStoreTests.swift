import Artifacts
import Foundation
import Postgres
import TestSupport
import Testing

@Suite(.database(migrated: true)) struct ArtifactStoreTests {
  private func bytes(_ count: Int, seed: UInt8 = 1) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ Int(seed) &+ $0 >> 8) }
  }

  @Test(arguments: [0, 1, 1 << 20, (1 << 20) + 1, 3_500_000])
  func givesBackWhatWasStored(count: Int) async throws {
    let store = try ArtifactStore(pool: Database.current.pool)
    let artifact = bytes(count)
    let digest = try await store.store(artifact)
    #expect(digest.count == 64)
    #expect(try await store.load(digest) == artifact)
    let chunks = try await Database.current.pool.run { db in
      try db.query("SELECT count(*), coalesce(max(length(bytes)), 0)::bigint FROM artifact.chunk").map {
        (try $0.int64(0), try $0.int64(1))
      }
    }
    #expect(chunks[0].0 == (count + (1 << 20) - 1) >> 20)
    #expect(chunks[0].1 <= 1 << 20)
  }

  @Test func knowsTheDigestOfNothing() async throws {
    let store = try ArtifactStore(pool: Database.current.pool)
    #expect(try await store.store([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func storesTheSameOnceHoweverManyDo() async throws {
    let store = try ArtifactStore(pool: Database.current.pool)
    let artifact = bytes(2_100_000)
    let digests = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<8 { group.addTask { try await store.store(artifact) } }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(digests.count == 1)
    let counts = try await Database.current.pool.run { db in
      try db.query("SELECT (SELECT count(*) FROM artifact.object), (SELECT count(*) FROM artifact.chunk)").map {
        [try $0.int64(0), try $0.int64(1)]
      }
    }
    #expect(counts == [[1, 3]])
    #expect(try await store.load(try #require(digests.first)) == artifact)
  }

  @Test func saysThatAnArtifactIsMissing() async throws {
    let store = try ArtifactStore(pool: Database.current.pool)
    let digest = String(repeating: "ab", count: 32)
    let error = await #expect(throws: ArtifactError.self) { _ = try await store.load(digest) }
    #expect(error?.code == .missing && error?.isRetriable == true)
    #expect(error?.message.contains(digest) == true)
  }

  @Test(arguments: ["", "xyz", String(repeating: "g", count: 64), String(repeating: "a", count: 63)])
  func refusesWhatIsNoDigest(text: String) async throws {
    let store = try ArtifactStore(pool: Database.current.pool)
    let error = await #expect(throws: ArtifactError.self) { _ = try await store.load(text) }
    #expect(error?.code == .notADigest)
  }

  @Test(arguments: [
    "UPDATE artifact.chunk SET bytes = set_byte(bytes, 7, 1 + get_byte(bytes, 7) % 200) WHERE number = 1",
    "UPDATE artifact.chunk SET bytes = substr(bytes, 2) WHERE number = 2",
    "DELETE FROM artifact.chunk WHERE number = 1",
    "UPDATE artifact.object SET size = 9223372036854775807", "UPDATE artifact.object SET chunks = -1",
    "UPDATE artifact.object SET size = -1", "UPDATE artifact.object SET size = 1 << 50, chunks = 2147483647",
  ])
  func findsDamage(statement: String) async throws {
    let store = try ArtifactStore(pool: Database.current.pool)
    let digest = try await store.store(bytes(2_500_000))
    try await Database.current.pool.run { db in _ = try db.execute(statement) }
    let error = await #expect(throws: ArtifactError.self) { _ = try await store.load(digest) }
    #expect(error?.code == .damaged && error?.isRetriable == false)
  }

  @Test func servesFromItsCacheAndChecksIt() async throws {
    let folder = NSTemporaryDirectory() + "millrace-artifacts-\(UUID().uuidString)/cache"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pool = Database.current.pool
    let store = try ArtifactStore(pool: pool, cacheFolder: folder)
    let artifact = bytes(1_200_000)
    let digest = try await store.store(artifact)
    #expect(try await store.load(digest) == artifact)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [digest])

    // A damaged file counts as not there, and is replaced.
    let file = URL(filePath: folder + "/" + digest)
    try Data(artifact.dropLast()).write(to: file)
    #expect(try await store.load(digest) == artifact)
    #expect(try Data(contentsOf: file) == Data(artifact))

    // With the rows gone only the cache has it.
    try await pool.run { db in try db.script("DELETE FROM artifact.chunk; DELETE FROM artifact.object") }
    #expect(try await store.load(digest) == artifact)
    try FileManager.default.removeItem(at: file)
    let error = await #expect(throws: ArtifactError.self) { _ = try await store.load(digest) }
    #expect(error?.code == .missing)
  }

  @Test func refusesACacheFolderThatCannotBe() throws {
    let error = #expect(throws: ArtifactError.self) {
      _ = try ArtifactStore(pool: Database.current.pool, cacheFolder: "/dev/null/cache")
    }
    #expect(error?.code == .cache)
  }
}
