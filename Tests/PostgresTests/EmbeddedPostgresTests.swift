import Execution
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct EmbeddedPostgresTests {
  private static func withFolder<R>(
    _ name: String = "", _ body: (String) async throws -> R
  ) async throws -> R {
    let folder = "/tmp/pg-embedded-\(UUID().uuidString.prefix(8))\(name)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
  }

  private static func start(_ folder: String, _ change: (inout EmbeddedPostgresConfiguration) -> Void = { _ in })
    async throws -> EmbeddedPostgres
  {
    var configuration = EmbeddedPostgresConfiguration(
      folder: folder, database: "app", fsync: false, settings: ["shared_buffers": "16MB"])
    change(&configuration)
    return try await EmbeddedPostgres.start(configuration)
  }

  @Test func keepsDataOverStopAndKill() async throws {
    try await EmbeddedPostgresTests.withFolder { folder in
      for round in 1...3 {
        let server = try await EmbeddedPostgresTests.start(folder)
        let pool = PostgresPool(configuration: server.configuration, size: 1)
        let (count, encoding, collation) = try await pool.run { db in
          try db.script("CREATE TABLE IF NOT EXISTS kept (i int)")
          try db.execute("INSERT INTO kept VALUES ($1)", [.int(Int64(round))])
          return (
            try db.query("SELECT count(*) FROM kept")[0].int(0), try db.query("SHOW server_encoding")[0].text(0),
            try db.query("SELECT datcollate FROM pg_database WHERE datname = 'app'")[0].text(0)
          )
        }
        #expect(count == round)
        #expect(encoding == "UTF8")
        #expect(collation == "C")
        if round == 1 {
          try await pool.run { try $0.script("CHECKPOINT") }
          let process = try #require(server.processID)
          kill(process, SIGKILL)
          #expect(await server.waitForExit() == 128 + SIGKILL)
          #expect(server.processID == nil)
          // A process number in its file that is now another process's.
          let file = folder + "/data/postmaster.pid"
          let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").dropFirst()
          try (["\(getpid())"] + lines).joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        } else {
          try await server.stop()
          #expect(await server.waitForExit() == 0)
        }
        await pool.close()
      }
    }
  }

  /// A server that stands still heeds no cancellation; neither those who wait for it nor its own stop wait for that.
  @Test func aServerAtAStandstillHoldsNobodyUp() async throws {
    try await EmbeddedPostgresTests.withFolder { folder in
      let server = try await EmbeddedPostgresTests.start(folder)
      let pool = PostgresPool(configuration: server.configuration, size: 2)
      let process = try #require(server.processID)
      let isStanding = Flag()
      let tasks = (0..<2).map { _ in
        Task {
          try await pool.run { db in
            kill(db.backendProcessID, SIGSTOP)
            kill(process, SIGSTOP)
            isStanding.set()
            _ = try db.query("SELECT 1")
          }
        }
      }
      try await eventually("it stands still", limit: .seconds(30)) { isStanding.isSet }
      let start = ContinuousClock.now
      for task in tasks { task.cancel() }
      for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
      await pool.close()
      try await server.stop(within: .seconds(10))
      #expect(start.duration(to: .now) < .seconds(30))
      #expect(server.processID == nil)
    }
  }

  /// What divides and quotes names in settings and connection strings.
  @Test(arguments: [",a", "'a", "\\a", "\"a", " a,'\\\""]) func startsInFoldersOfAnyName(name: String) async throws {
    try await EmbeddedPostgresTests.withFolder(name) { folder in
      let server = try await EmbeddedPostgresTests.start(folder)
      let pool = PostgresPool(configuration: server.configuration, size: 1)
      let answer = try await pool.run { try $0.query("SELECT 1")[0].int(0) }
      #expect(answer == 1)
      await pool.close()
      try await server.stop()
    }
  }

  @Test func othersMayNotEnterTheSocket() async throws {
    try await EmbeddedPostgresTests.withFolder { folder in
      let server = try await EmbeddedPostgresTests.start(folder)
      let host = try #require(server.configuration.host)
      let mode = try FileManager.default.attributesOfItem(atPath: host)[.posixPermissions] as? Int
      #expect(mode == 0o700)
      try await server.stop()
    }
  }

  @Test func longFoldersGetAShortSocket() async throws {
    try await EmbeddedPostgresTests.withFolder("-" + String(repeating: "long", count: 24)) { folder in
      let server = try await EmbeddedPostgresTests.start(folder)
      let host = try #require(server.configuration.host)
      #expect(!host.hasPrefix(folder))
      let pool = PostgresPool(configuration: server.configuration, size: 1)
      #expect(try await pool.run { try $0.query("SELECT 1")[0].int(0) } == 1)
      await pool.close()
      try await server.stop()
      try FileManager.default.removeItem(atPath: host)
    }
  }

  @Test func listensOnTCPWithAPasswordOnly() async throws {
    try await EmbeddedPostgresTests.withFolder { folder in
      let refused = await #expect(throws: PostgresError.self) {
        try await EmbeddedPostgresTests.start(folder) { $0.tcpPort = 1 }
      }
      #expect(refused?.code == .cluster)
      let (socket, port) = try EmbeddedPostgresTests.takenPort()
      let used = await #expect(throws: PostgresError.self) {
        try await EmbeddedPostgresTests.start(folder) { ($0.tcpPort, $0.password) = (port, "secret") }
      }
      #expect(used?.mend?.contains("another TCP port") == true)
      close(socket)
      let server = try await EmbeddedPostgresTests.start(folder) { ($0.tcpPort, $0.password) = (port, "secret") }
      var configuration = server.configuration
      configuration.host = "127.0.0.1"
      configuration.password = "wrong"
      let wrong = PostgresPool(configuration: configuration, size: 1)
      let error = await #expect(throws: PostgresError.self) { try await wrong.run { _ in } }
      #expect(error?.sqlState == "28P01")
      configuration.password = "secret"
      let right = PostgresPool(configuration: configuration, size: 1)
      #expect(try await right.run { try $0.query("SELECT 1")[0].int(0) } == 1)
      await right.close()
      await wrong.close()
      try await server.stop()
    }
  }

  @Test func aSecondServerOnTheFolderIsRefused() async throws {
    try await EmbeddedPostgresTests.withFolder { folder in
      let server = try await EmbeddedPostgresTests.start(folder)
      let process = try #require(server.processID)
      let error = await #expect(throws: PostgresError.self) { try await EmbeddedPostgresTests.start(folder) }
      #expect(error?.message.contains("process \(process)") == true)
      #expect(server.processID == process)
      try await server.stop()
    }
  }

  /// A server whose program ended before it could ask to be told of that.
  @Test func aServerWhoseProgramIsGoneIsStopped() async throws {
    try await EmbeddedPostgresTests.withFolder { folder in
      let first = try await EmbeddedPostgresTests.start(folder)
      let process = try #require(first.processID)
      let line = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/cmdline")).split(separator: 0)
        .map { String(decoding: $0, as: UTF8.self) }
      try #require(line.contains("embedded.starter=\(getpid())"))
      try await first.stop()
      let user = geteuid() == 0 ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
      let words = user + line.map { $0 == "embedded.starter=\(getpid())" ? "embedded.starter=1" : $0 }
      let orphan = Process()
      orphan.executableURL = URL(fileURLWithPath: words[0])
      orphan.arguments = Array(words.dropFirst())
      orphan.currentDirectoryURL = URL(fileURLWithPath: "/")
      orphan.standardError = FileHandle.nullDevice
      orphan.standardOutput = FileHandle.nullDevice
      try orphan.run()
      let pool = PostgresPool(configuration: first.configuration, size: 1)
      while orphan.isRunning, (try? await pool.run { try $0.script("CREATE TABLE kept (i int)") }) == nil {
        try await Task.sleep(for: .milliseconds(50))
      }
      await pool.close()
      try #require(orphan.isRunning)
      let second = try await EmbeddedPostgresTests.start(folder)
      #expect(second.processID != orphan.processIdentifier)
      while orphan.isRunning { try await Task.sleep(for: .milliseconds(20)) }
      #expect(orphan.terminationReason == .exit && orphan.terminationStatus == 0)
      let again = PostgresPool(configuration: second.configuration, size: 1)
      #expect(try await again.run { try $0.query("SELECT count(*) FROM kept")[0].int(0) } == 0)
      await again.close()
      try await second.stop()
    }
  }

  @Test func anotherVersionsClusterIsRefused() async throws {
    try await EmbeddedPostgresTests.withFolder { folder in
      try await EmbeddedPostgresTests.start(folder).stop()
      try "9\n".write(toFile: folder + "/data/PG_VERSION", atomically: true, encoding: .utf8)
      let error = await #expect(throws: PostgresError.self) { try await EmbeddedPostgresTests.start(folder) }
      #expect(error?.message.contains("made by PostgreSQL 9") == true)
      #expect(error?.mend?.contains("postgresql-9") == true)
    }
  }

  @Test func missingProgramsAreSaidSo() async throws {
    try await EmbeddedPostgresTests.withFolder { folder in
      let error = await #expect(throws: PostgresError.self) {
        try await EmbeddedPostgresTests.start(folder) { $0.binaries = "/nonexistent" }
      }
      #expect(error?.message.contains("were not found in /nonexistent") == true)
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root starts the server as another user"))
  func aClusterRunsInAFolderThatItsServerCannotEnter() async throws {
    try await EmbeddedPostgresTests.withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      chmod(folder, 0o700)
      for round in 1...2 {
        let server = try await EmbeddedPostgresTests.start(folder + "/inner/postgres")
        let pool = PostgresPool(configuration: server.configuration, size: 1)
        let count = try await pool.run { db in
          try db.script("CREATE TABLE IF NOT EXISTS kept (i int); INSERT INTO kept VALUES (1); CHECKPOINT")
          return try db.query("SELECT count(*) FROM kept")[0].int(0)
        }
        #expect(count == Int64(round))
        await pool.close()
        // The second time it was killed, and recovers.
        if round == 1, let process = server.processID {
          kill(process, SIGKILL)
          #expect(await server.waitForExit() == 128 + SIGKILL)
        } else {
          try await server.stop()
        }
      }
      let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int
      #expect(mode == 0o700)
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root starts the server as another user"))
  func programsTheServerCannotReachAreSaidSo() async throws {
    try await EmbeddedPostgresTests.withFolder { folder in
      let programs = folder + "/closed/bin"
      try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
      chmod(folder + "/closed", 0o700)
      for name in ["initdb", "postgres"] {
        try "#!/bin/sh\necho 'postgres (PostgreSQL) 15.1'\n".write(
          toFile: programs + "/" + name, atomically: false, encoding: .utf8)
        chmod(programs + "/" + name, 0o755)
      }
      let error = await #expect(throws: PostgresError.self) {
        try await EmbeddedPostgresTests.start(folder + "/cluster") { $0.binaries = programs }
      }
      #expect(error?.message.contains("cannot enter \(folder)/closed") == true)
      #expect(error?.mend?.contains("chmod o+x \(folder)/closed") == true)
    }
  }

  /// A port of 127.0.0.1 that a socket of this process listens on.
  private static func takenPort() throws -> (socket: Int32, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(isBound)
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }
}
