import Postgres
import TestSupport
import Testing

@Suite(.database) struct ListenerTests {
  @Test func wakesOnNotification() async throws {
    let database = Database.current
    var received: [PostgresNotification] = []
    for await event in try PostgresListener(configuration: database.configuration).notifications(["news", "Odd name"]) {
      if case .notification(let notification) = event {
        received.append(notification)
        if received.count == 20 { break }
      }
      let number = received.count
      try await database.pool.run { db in
        try db.notify("unheard", "x")
        try db.notify(number % 2 == 0 ? "news" : "Odd name", "payload \(number)")
      }
    }
    #expect(received.map(\.payload) == (0..<20).map { "payload \($0)" })
    #expect(Set(received.map(\.channel)) == ["news", "Odd name"])
  }

  @Test func reconnectsAndSaysSo() async throws {
    let database = Database.current
    let statement = """
      SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
      WHERE datname = current_database() AND query LIKE 'LISTEN%'
      """
    var events: [PostgresListenerEvent] = []
    for await event in try PostgresListener(configuration: database.configuration).notifications(["news"]) {
      events.append(event)
      switch event {
      case .listening: #expect(try await database.pool.run { try $0.query(statement)[0].int(0) } == 1)
      case .reconnected: try await database.pool.run { try $0.notify("news", "again") }
      case .notification: break
      }
      if case .notification = event { break }
    }
    #expect(events.prefix(2) == [.listening, .reconnected])
    #expect(events.count == 3)
  }

  @Test func endsWithItsTask() async throws {
    let database = Database.current
    let (ready, continuation) = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      for await _ in try PostgresListener(configuration: database.configuration).notifications(["news"]) {
        continuation.yield()
      }
    }
    for await _ in ready { break }
    task.cancel()
    try await task.value
    // Its connection goes, too.
    try await eventually("its connection is closed") {
      try await database.pool.run { db in
        try db.query(
          "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")[0]
          .int(0) == 0
      }
    }
  }

  @Test func aSessionDrainsItsNotifications() async throws {
    try await Database.current.pool.run { db in
      try db.script("LISTEN here")
      #expect(try db.notifications().isEmpty)
      try db.notify("here", "one")
      try db.notify("here")
      #expect(try db.notifications().map(\.payload) == ["one", ""])
      try db.script("UNLISTEN *")
    }
  }
}
