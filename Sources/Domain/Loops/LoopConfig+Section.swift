extension LoopConfig.Reader {
  /// One object of the configuration while it is being read; members that are null count as left out.
  struct Section {
    var members: [ByteText: JSONValue]
    var path: [String]
  }

  mutating func wrong(_ path: [String], atName: Bool = false, _ message: String, _ mend: String) {
    problems.append(LoopConfig.Problem(path: path, atName: atName, message: message, mend: mend))
  }

  /// The value as an object; where `known` is given, other members are problems.
  mutating func section(_ value: JSONValue, _ path: [String], _ known: [String]?) -> Section {
    guard let members = value.object else {
      wrong(path, "expected members with names, found \(value.found)", "write one `name: value` per line")
      return Section(members: [:], path: path)
    }
    if strict, let known {
      for name in members.names where !known.hasSame(as: name) {
        let word = LoopConfig.Spelling.Word(name, among: known)
        wrong(
          path + [name], atName: true, "unknown key \(word.shown)",
          word.question ?? "known here: \(known.joined(separator: ", "))")
      }
    }
    return Section(members: members.filter { !$0.value.isNull }, path: path)
  }

  /// An object inside another one; left out, it is empty, and a problem where it is required.
  mutating func part(_ parent: Section, _ name: String, required: Bool = false, _ known: [String]?) -> Section {
    guard let value = parent.members[name] else {
      if required { missing(parent, name, "add it with its keys: \(known?.joined(separator: ", ") ?? name)") }
      return Section(members: [:], path: parent.path + [name])
    }
    return section(value, parent.path + [name], known)
  }

  /// The member, a problem where there is none, unless the whole object was left out and told of already.
  mutating func value(_ section: Section, _ name: String, _ mend: String) -> JSONValue? {
    if section.members[name] == nil { missing(section, name, mend) }
    return section.members[name]
  }

  private mutating func missing(_ section: Section, _ name: String, _ mend: String) {
    let path = section.path + [name]
    guard !problems.contains(where: { !$0.atName && path.starts(with: $0.path) }) else { return }
    wrong(path, "\"\(name)\" is missing", mend)
  }
}
