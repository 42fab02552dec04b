import Yams

/// Why a file is not YAML that can be read.
struct YAMLProblem: Error, Sendable, Hashable, CustomStringConvertible {
  var place: YAMLPlace
  var message: String
  var mend: String

  init(_ place: YAMLPlace, _ message: String, _ mend: String) {
    self.place = place
    self.message = message
    self.mend = mend
  }

  var description: String { "line \(place.line), column \(place.column): \(message); \(mend)" }
}

extension YAMLProblem {
  init(_ error: YamlError) {
    let mend = "mend the YAML there; indent with spaces, and quote texts that hold : # or brackets"
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(YAMLPlace(mark), "this is not YAML: \(problem)", mend)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { "\"\($0)\"" }.joined(separator: ", ")
      self.init(YAMLPlace(context.mark), "the key \(names) is there twice", "keep one of the two")
    case .reader(let problem, _, _, _):
      self.init(.start, "this is not YAML: \(problem)", "remove control characters")
    default: self.init(.start, "this is not YAML: \(error)", mend)
    }
  }
}
