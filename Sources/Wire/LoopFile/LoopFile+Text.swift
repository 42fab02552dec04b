import Domain

extension LoopFile {
  /// A configuration as a loop file that reads back as the same, with the same digest.
  ///
  /// Every default is written out. Texts stand in quotes wherever YAML, of whatever version, could take them for anything
  /// else.
  package static func text(_ config: LoopConfig) -> String {
    let json = config.json
    var writer = YAMLWriter()
    for name in order {
      guard let value = json[name] else { continue }
      switch name {
      case "inputs":
        writer.name("inputs", indent: 0)
        for input in config.inputs { writer.line(input.name, .string(input.kind.rawValue), indent: 1) }
      default: writer.member(name, value, indent: 0, depth: 2)
      }
    }
    return writer.text
  }

  /// The sections as people write them.
  private static let order = [
    "name", "description", "clock", "inputs", "label", "join_window", "default_answer", "cleaning", "sealing",
    "learner", "gate", "release", "wrong_kind", "times", "sandbox",
  ]
}
