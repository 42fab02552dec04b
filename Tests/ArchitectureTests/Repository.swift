import Foundation

/// The files of this repository, found from where this one is.
enum Repository {
  static let home = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: home.appending(path: path), encoding: .utf8)
  }

  /// Whether there is a file or a folder of that path.
  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: home.appending(path: path).path) }

  /// The paths of all files in a folder and its folders, in order.
  static func files(in folder: String, extension suffix: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: home.appending(path: folder).path)
      .filter { $0.hasSuffix("." + suffix) }.sorted().map { folder + "/" + $0 }
  }

  /// The folders of a folder, in order.
  static func folders(in folder: String) throws -> [String] {
    let place = home.appending(path: folder)
    return try FileManager.default.contentsOfDirectory(atPath: place.path).sorted().filter {
      (try? place.appending(path: $0).resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
    }
  }
}
