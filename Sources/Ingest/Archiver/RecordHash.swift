import Crypto
import Wire

/// By what a record is known again: SHA-256 over its key, value and headers.
enum RecordHash {
  static func of(_ record: RawRecord) -> [UInt8] {
    var hash = SHA256()
    for field in [record.key, record.value] + record.headers.flatMap({ [Array($0.name.utf8), $0.value] }) {
      hash.update(data: [field == nil ? 0 : 1] + withUnsafeBytes(of: UInt32(field?.count ?? 0).bigEndian) { Array($0) })
      hash.update(data: field ?? [])
    }
    return Array(hash.finalize())
  }
}
