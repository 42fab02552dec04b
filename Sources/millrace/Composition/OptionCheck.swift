import ArgumentParser
import Domain
import Foundation

/// Checks of options before anything is started; each throws a `ValidationError` with the mend.
enum OptionCheck {
  static func whole<Number: FixedWidthInteger>(_ value: Number, _ range: ClosedRange<Number>, _ name: String) throws {
    guard !range.contains(value) else { return }
    throw ValidationError(
      "\(name) \(value) is out of range; write a whole number from \(range.lowerBound) to \(range.upperBound)")
  }

  /// Such as the number of rows that are shown, or a ledger position.
  static func whole(_ value: Int64, from least: Int64, _ name: String) throws {
    guard value < least else { return }
    throw ValidationError("\(name) \(value) is out of range; write \(least) or a larger whole number")
  }

  /// A length of time within the longest that a loop may have.
  static func span(_ text: String, _ name: String, isZeroFine: Bool = true) throws -> TimeSpan {
    let longest = LoopConfig.longestSpan
    guard let span = try? TimeSpan(text: text) else {
      throw ValidationError("\(name) \(text) is no length of time; write it like 90s, 30m, 6h, 2d, 1w or 1d12h")
    }
    guard isZeroFine || span > .zero else { throw ValidationError("\(name) has to be longer than nothing") }
    guard span <= longest else {
      throw ValidationError("\(name) \(text) is longer than \(longest.text), the longest; write at most 3660d")
    }
    return span
  }

  /// A file that is written at the end of what may take long: its folder has to be there, and to be writable.
  static func writable(_ file: String, _ name: String) throws {
    let path = URL(fileURLWithPath: file).standardizedFileURL.path
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    let files = FileManager.default
    if files.fileExists(atPath: path, isDirectory: &isFolder) {
      guard !isFolder.boolValue else { throw ValidationError("\(name) \(file) is a folder; name a file") }
      guard files.isWritableFile(atPath: path) else {
        throw ValidationError("\(name) \(file) cannot be written; check its permissions")
      }
      return
    }
    guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw ValidationError("\(name) \(file): there is no folder \(folder); make it, or name another")
    }
    guard files.isWritableFile(atPath: folder) else {
      throw ValidationError("\(name) \(file): the folder \(folder) cannot be written; check its permissions")
    }
  }
}
