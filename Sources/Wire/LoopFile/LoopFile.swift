import Domain

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A loop's YAML file.
package enum LoopFile {
  /// Reads and validates the bytes of a loop file; `name` is what errors call it.
  ///
  /// Throws everything that is wrong at once, each with line, column and the mend.
  /// - Parameter check: finds what only others can know to be wrong, such as the learner's settings.
  package static func parse(
    _ bytes: [UInt8], name: String, check: (LoopConfig) -> [LoopConfig.Problem] = { _ in [] }
  ) throws(LoopFileError) -> LoopConfig {
    var tree: YAMLTree
    do {
      tree = try YAMLTree(bytes)
    } catch {
      throw LoopFileError(
        file: name,
        problems: [
          .init(line: error.place.line, column: error.place.column, message: error.message, mend: error.mend)
        ])
    }
    tree.listNamed("inputs", valueAs: "kind")
    do throws(LoopConfig.Invalid) {
      let config = try LoopConfig.Reader.read(tree.value, strict: true, written: tree.written)
      let problems = check(config) + config.sizeProblems
      guard problems.isEmpty else { throw LoopConfig.Invalid(problems: problems) }
      return config
    } catch {
      throw LoopFileError(file: name, error, in: tree)
    }
  }

  /// Reads and validates a loop file; see `parse(_:name:check:)`.
  package static func load(
    _ path: String, check: (LoopConfig) -> [LoopConfig.Problem] = { _ in [] }
  ) throws(LoopFileError) -> LoopConfig {
    try parse(bytes(path), name: path, check: check)
  }

  static func bytes(_ path: String) throws(LoopFileError) -> [UInt8] {
    let files = FileManager.default
    let isThere = files.fileExists(atPath: path)
    let isFolder = (try? files.contentsOfDirectory(atPath: path)) != nil
    if !isFolder, let bytes = files.contents(atPath: path) { return [UInt8](bytes) }
    let why = !isThere ? "there is no such file" : isFolder ? "it is a folder" : "the file cannot be read"
    throw LoopFileError(
      file: path, problems: [.init(line: 1, column: 1, message: why, mend: "check its path and permissions")])
  }
}
