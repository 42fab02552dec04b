import Postgres
import Ingest
import Testing

@Suite struct ArchiverSessionTests {
  @Test func whatTheConnectionStringSaysStands() throws {
    let plain = Archiver.sessions(try PostgresConfiguration("host=/tmp dbname=ledger"))
    #expect(plain.settings["lock_timeout"] == "10s")
    #expect(plain.settings["idle_in_transaction_session_timeout"] == "15s")
    let given = Archiver.sessions(try PostgresConfiguration("host=/tmp options='-c lock_timeout=1s'"))
    #expect(given.settings["lock_timeout"] == nil)
    #expect(given.settings["idle_in_transaction_session_timeout"] == "15s")
  }
}
