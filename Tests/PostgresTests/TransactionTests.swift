import Glibc
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite(.database) struct TransactionTests {
  private struct Stop: Error {}

  private var pool: PostgresPool { Database.current.pool }

  private func makeTable() async throws {
    try await pool.run { try $0.script("CREATE TABLE item (id bigint PRIMARY KEY)") }
  }

  private func items() async throws -> [Int64] {
    try await pool.run { try $0.query("SELECT id FROM item ORDER BY id").map { try $0.int64(0) } }
  }

  @Test func commitsAndRollsBack() async throws {
    try await makeTable()
    try await pool.run { db in
      try db.transaction { _ = try db.execute("INSERT INTO item VALUES (1)") }
      #expect(throws: Stop.self) {
        try db.transaction {
          try db.execute("INSERT INTO item VALUES (2)")
          throw Stop()
        }
      }
      #expect(!db.isInTransaction)
    }
    #expect(try await items() == [1])
  }

  @Test func nestedOnesAreSavepoints() async throws {
    try await makeTable()
    try await pool.run { db in
      try db.transaction {
        try db.execute("INSERT INTO item VALUES (1)")
        var failure: PostgresError?
        do {
          try db.transaction {
            try db.execute("INSERT INTO item VALUES (2)")
            try db.execute("INSERT INTO item VALUES (1)")
          }
        } catch let error as PostgresError { failure = error }
        #expect(failure?.sqlState == "23505")
        try db.transaction {
          try db.execute("INSERT INTO item VALUES (3)")
          #expect(throws: Stop.self) {
            try db.transaction {
              try db.execute("INSERT INTO item VALUES (4)")
              throw Stop()
            }
          }
        }
        let misuse = #expect(throws: PostgresError.self) { try db.transaction(isolation: .serializable) {} }
        #expect(misuse?.code == .misuse)
      }
    }
    #expect(try await items() == [1, 3])
  }

  @Test func aSwallowedErrorDoesNotPassForACommit() async throws {
    try await makeTable()
    let error = await #expect(throws: PostgresError.self) {
      try await pool.run { db in
        try db.transaction {
          try db.execute("INSERT INTO item VALUES (1)")
          _ = try? db.execute("SELECT 1/0")
        }
      }
    }
    #expect(error?.sqlState == "25P02")
    #expect(try await items() == [])
  }

  @Test func deferredConstraintsFailAtCommit() async throws {
    let error = await #expect(throws: PostgresError.self) {
      try await pool.run { db in
        try db.script("CREATE TABLE d (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        try db.transaction { _ = try db.execute("INSERT INTO d VALUES (1), (1)") }
      }
    }
    #expect(error?.sqlState == "23505")
    #expect(try await pool.run { try $0.query("SELECT count(*) FROM d")[0].int(0) } == 0)
  }

  @Test func isolationAndMode() async throws {
    try await makeTable()
    try await pool.run { db in
      let level = try db.transaction(isolation: .repeatableRead, readOnly: true) {
        try db.query("SHOW transaction_isolation")[0].text(0)
      }
      #expect(level == "repeatable read")
      let error = #expect(throws: PostgresError.self) {
        try db.transaction(readOnly: true) { _ = try db.execute("INSERT INTO item VALUES (1)") }
      }
      #expect(error?.sqlState == "25006")
    }
  }

  @Test func whatAClosureLeavesOpenIsRolledBack() async throws {
    try await makeTable()
    let single = PostgresPool(configuration: Database.current.configuration, size: 1)
    try await single.run { try $0.script("BEGIN; INSERT INTO item VALUES (1)") }
    #expect(try await single.run { $0.isInTransaction } == false)
    #expect(try await single.run { try $0.query("SELECT count(*) FROM item")[0].int(0) } == 0)
    await single.close()
  }
}
