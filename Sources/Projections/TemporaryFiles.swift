import Postgres

/// What an analyst's statements may spill to disk: Postgres ends a statement whose sorts and joins need more.
///
/// Postgres counts the files of one process at a time. The setting, `temp_file_limit`, is a superuser's, or of whoever was
/// given it; elsewhere the run goes on with what the server has.
package enum TemporaryFiles {
  /// In kB, as Postgres counts: 256 MB.
  package static let limit = 262_144

  /// Bounds those of the transaction that is under way, unless they are bounded more already, or that may not be.
  static func bound(_ db: PostgresSession) throws {
    try db.execute(
      """
      SELECT set_config('temp_file_limit', $1, true) FROM pg_settings
      WHERE name = 'temp_file_limit' AND NOT setting::bigint BETWEEN 0 AND $1::bigint
        AND has_parameter_privilege('temp_file_limit', 'SET')
      """, [.text(String(limit))])
  }

  /// Who folds analysts' projections, or may, without a bound of their temporary files, and how to mend it; nil where there
  /// are none, or all are bounded.
  package static func warning(_ db: PostgresSession) throws -> String? {
    let logins = try db.query(
      """
      SELECT DISTINCT r.rolname FROM pg_roles r,
        unnest(ARRAY['\(DatabaseRole.projector.rawValue)', '\(DatabaseRole.auditor.rawValue)']::name[]) folding
      WHERE r.rolcanlogin AND current_setting('temp_file_limit') = '-1' AND pg_has_role(r.oid, folding, 'MEMBER')
        AND NOT has_parameter_privilege(r.oid, 'temp_file_limit', 'SET')
        AND NOT has_parameter_privilege(folding, 'temp_file_limit', 'SET')
        AND NOT EXISTS (
          SELECT FROM pg_db_role_setting s, unnest(s.setconfig) c
          WHERE s.setrole IN (0, r.oid)
            AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
            AND c LIKE 'temp\\_file\\_limit=%' AND c <> 'temp_file_limit=-1')
      ORDER BY 1
      """
    ).map { try $0.text(0) }
    guard !logins.isEmpty else { return nil }
    return
      "what analysts' projections spill to disk has no bound where these logins fold them: "
      + "\(logins.joined(separator: ", ")). They may fill the disk; let a superuser run: GRANT SET ON PARAMETER "
      + "temp_file_limit TO \(DatabaseRole.projector.rawValue), \(DatabaseRole.auditor.rawValue)"
  }
}
