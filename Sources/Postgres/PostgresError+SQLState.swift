extension PostgresError {
  /// Whether a SQLSTATE means that the connection is gone.
  static func losesConnection(sqlState: String) -> Bool {
    sqlState.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(sqlState)
  }

  /// Whether the server refused because a table, or its schema, does not exist.
  public var isMissingTable: Bool { sqlState == "42P01" || sqlState == "3F000" }

  /// Whether the same work, done again, may succeed after this SQLSTATE.
  static func isRetriable(sqlState: String) -> Bool {
    switch sqlState {
    case "40001", "40P01": true  // serialization failure, deadlock
    case "55P03": true  // lock not available
    case "53300": true  // too many connections
    case "26000": true  // prepared statement gone; it is prepared anew next time
    default: losesConnection(sqlState: sqlState)
    }
  }

  /// How to mend what a SQLSTATE says, where that is known.
  static func mend(sqlState: String) -> String? {
    switch sqlState {
    case "28P01", "28000": "check user and password in the connection settings, and the server's pg_hba.conf"
    case "3D000": "create the database, or correct its name in the connection settings"
    case "3F000", "42P01", "42703", "42883": "check that the migrations have been applied to this database"
    case "42501": "grant the role the missing privilege, or connect as another role"
    case "53100": "free disk space on the database server"
    case "53200": "lower work_mem or give the server more memory"
    case "53300": "use smaller pools or raise max_connections on the server"
    case "53400": "let the statement sort and join less at once, or raise the server's limit that it names"
    case "55P03": "try again when the other transaction has ended"
    case "57014": "raise the statement timeout if the statement may take that long"
    case "25P02": "an earlier statement of this transaction failed: see its error, and roll back"
    case "22021": "remove NUL characters and invalid UTF-8 from the value"
    case "25006": "use a transaction that is not read-only, or a server that is not a standby"
    default: nil
    }
  }
}
