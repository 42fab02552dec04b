import ArgumentParser
import Glibc
import Logging

extension Settings {
  /// What can be known of the settings that every command has before it does anything. And libpq hears nothing of the
  /// environment that would change what is read, or lead elsewhere than to the embedded server.
  func validate() throws {
    for (name, value) in [
      ("--data-folder", dataFolder), ("--home", home), ("MILLRACE_DATA", variable("MILLRACE_DATA")),
      ("MILLRACE_HOME", variable("MILLRACE_HOME")), ("MILLRACE_CHECKPOINTS", variable("MILLRACE_CHECKPOINTS")),
      ("MILLRACE_CHECKPOINT_KEY", variable("MILLRACE_CHECKPOINT_KEY")),
    ] where value?.allSatisfy(\.isWhitespace) ?? false {
      throw ValidationError("\(name) is blank; give it a name, or leave it out")
    }
    guard !dataPath.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw ValidationError(
        "the data folder has a control character, such as a line's end, in its name; name another with --data-folder or "
          + "MILLRACE_DATA")
    }
    if let level = logLevelText, Logger.Level(rawValue: level) == nil {
      throw ValidationError(
        "the log level is \"\(level)\"; --log-level and MILLRACE_LOG take "
          + Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
    }
    _ = try port("MILLRACE_HTTP_PORT")
    _ = try port("MILLRACE_METRICS_PORT")
    _ = try verifyInterval()
    for (variable, names) in [("MILLRACE_ALLOWED_HOSTS", allowedHosts), ("MILLRACE_ALLOWED_ORIGINS", allowedOrigins)]
    where names.contains("") {
      throw ValidationError("\(variable) has an entry with nothing in it; write commas only between entries")
    }
    Settings.silenceEnvironment(all: databaseText == nil)
  }

  /// What libpq would put into each session behind our own settings; it has no keywords for them.
  private static let ofSessions = ["PGDATESTYLE", "PGTZ", "PGGEQO"]
  /// Whatever leads elsewhere, or asks for more of a server, than a server that this program starts itself.
  private static let ofConnections = [
    "PGAPPNAME", "PGCHANNELBINDING", "PGCLIENTENCODING", "PGCONNECT_TIMEOUT", "PGDATABASE", "PGGSSDELEGATION",
    "PGGSSENCMODE", "PGGSSLIB", "PGHOST", "PGHOSTADDR", "PGKRBSRVNAME", "PGLOADBALANCEHOSTS", "PGMAXPROTOCOLVERSION",
    "PGMINPROTOCOLVERSION", "PGOPTIONS", "PGPORT", "PGREQUIREAUTH", "PGREQUIREPEER", "PGREQUIRESSL", "PGSERVICE",
    "PGSERVICEFILE", "PGSSLCERT", "PGSSLCERTMODE", "PGSSLCOMPRESSION", "PGSSLCRL", "PGSSLCRLDIR", "PGSSLKEY",
    "PGSSLMAXPROTOCOLVERSION", "PGSSLMINPROTOCOLVERSION", "PGSSLMODE", "PGSSLNEGOTIATION", "PGSSLROOTCERT", "PGSSLSNI",
    "PGSYSCONFDIR", "PGTARGETSESSIONATTRS", "PGUSER",
  ]

  private static func silenceEnvironment(all: Bool) {
    for name in ofSessions + (all ? ofConnections : []) { unsetenv(name) }
  }
}
