/// The roles that the migrations make.
package enum DatabaseRole: String, Sendable, CaseIterable {
  /// Adds to the ledger.
  case archiver = "millrace_archiver"
  /// Reads the ledger, owns the live copy and the views.
  case projector = "millrace_projector"
  /// Curator, trainer, evaluator and inference: reads events and read models, stores artifacts, moves its cursors.
  case service = "millrace_service"
  /// Reads everything and makes replays.
  case auditor = "millrace_auditor"
  /// Reads the views.
  case analyst = "millrace_analyst"
}
