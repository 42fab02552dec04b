/// What a listener says.
public enum PostgresListenerEvent: Sendable, Hashable {
  /// It listens: what is notified from now on arrives. Comes once, first.
  case listening
  case notification(PostgresNotification)
  /// The connection had been lost and it listens again: look at the tables, notifications may have been missed.
  case reconnected
}
