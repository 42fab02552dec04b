/// One migration, as applied or as found in its file.
public struct Migration: Sendable, Hashable {
  public var number: Int
  public var name: String
  /// SHA-256 of the file, in hexadecimal.
  public var sha256: String

  public init(number: Int, name: String, sha256: String) {
    self.number = number
    self.name = name
    self.sha256 = sha256
  }

  /// `0001_ledger.sql`
  public var fileName: String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_\(name).sql"
  }
}
