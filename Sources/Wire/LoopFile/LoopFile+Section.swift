import Domain

extension LoopFile {
  /// A configuration with one of its sections as a file of its own has it, such as another `gate`.
  ///
  /// Throws everything that is wrong in the file, each with line, column and the mend.
  package static func replacing(
    _ section: String, of config: LoopConfig, with path: String
  ) throws(LoopFileError) -> LoopConfig {
    let bytes = try LoopFile.bytes(path)
    let tree: YAMLTree
    do {
      tree = try YAMLTree(bytes)
    } catch {
      throw LoopFileError(
        file: path,
        problems: [
          .init(line: error.place.line, column: error.place.column, message: error.message, mend: error.mend)
        ])
    }
    guard case .object(var members) = config.json else { return config }
    // The section alone, or a file that has it under its name.
    let isNamed = tree.value[section] != nil
    members[section] = tree.value[section] ?? tree.value
    do {
      return try LoopConfig.Reader.read(
        .object(members), strict: true, written: isNamed ? tree.written : tree.written.moved(to: [section]))
    } catch {
      let placed = error.problems.map { problem in
        LoopConfig.Problem(
          path: isNamed ? problem.path : Array(problem.path.dropFirst()), atName: problem.atName,
          message: problem.message, mend: problem.mend)
      }
      throw LoopFileError(file: path, LoopConfig.Invalid(problems: placed), in: tree)
    }
  }
}
