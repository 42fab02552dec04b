extension LoopConfig {
  /// How the values and names of a loop file are written that stand without quotes, by their paths; nothing for JSON.
  package struct Written: Sendable {
    package var values: [[ByteText]: Cell] = [:]
    package var names: [[ByteText]: Cell] = [:]

    package init() {}

    /// The same of a part of the file, as the part at that path of the whole.
    package func moved(to path: [String]) -> Written {
      let path = path.map { ByteText($0) }
      var moved = Written()
      for (place, cell) in values { moved.values[path + place] = cell }
      for (place, cell) in names { moved.names[path + place] = cell }
      return moved
    }
  }
}

extension LoopConfig.Written {
  /// A text without quotes.
  package struct Cell: Sendable, Hashable {
    package var text: String
    /// What YAML makes of it.
    package var kind: Kind

    package init(text: String, kind: Kind) {
      self.text = text
      self.kind = kind
    }

    /// What it counts as where that is not the very text; an empty text where it counts as nothing.
    var other: String? {
      let canonical: String =
        switch kind {
        case .null: ""
        case .boolean: text.lowercased()
        case .number: ExactDecimal.text(text) ?? ""
        case .text: text
        }
      return canonical.utf8.elementsEqual(text.utf8) ? nil : canonical
    }
  }

  package enum Kind: Sendable, Hashable {
    case null
    case boolean
    /// A decimal number of YAML's core schema, in JSON number form or not, such as `3.9`, `02142` or `.5`.
    case number
    case text
  }
}
