import CLibPQ
import Glibc

/// The same by column name, exactly as the server gives it; the first of several columns of one name.
extension PostgresRow {
  public func isNull(_ column: String) throws -> Bool { try isNull(position(of: column)) }
  public func int64(_ column: String) throws -> Int64 { try int64(position(of: column)) }
  public func int(_ column: String) throws -> Int { try int(position(of: column)) }
  public func double(_ column: String) throws -> Double { try double(position(of: column)) }
  public func text(_ column: String) throws -> String { try text(position(of: column)) }
  public func bool(_ column: String) throws -> Bool { try bool(position(of: column)) }
  public func bytes(_ column: String) throws -> [UInt8] { try bytes(position(of: column)) }
  public func timestampMicros(_ column: String) throws -> Int64 { try timestampMicros(position(of: column)) }

  public func optionalInt64(_ column: String) throws -> Int64? { try optionalInt64(position(of: column)) }
  public func optionalInt(_ column: String) throws -> Int? { try optionalInt(position(of: column)) }
  public func optionalDouble(_ column: String) throws -> Double? { try optionalDouble(position(of: column)) }
  public func optionalText(_ column: String) throws -> String? { try optionalText(position(of: column)) }
  public func optionalBool(_ column: String) throws -> Bool? { try optionalBool(position(of: column)) }
  public func optionalBytes(_ column: String) throws -> [UInt8]? { try optionalBytes(position(of: column)) }
  public func optionalTimestampMicros(_ column: String) throws -> Int64? {
    try optionalTimestampMicros(position(of: column))
  }

  private func position(of name: String) throws -> Int {
    let found = name.withCString { wanted in
      (0..<count).first { PQfname(handle.pointer, Int32($0)).map { strcmp($0, wanted) == 0 } ?? false }
    }
    guard let found else {
      throw PostgresError(
        code: .decoding,
        message: "there is no column \"\(name)\": the row has \(PostgresRows(handle: handle).columns)")
    }
    return found
  }
}
