/// What only the events' own room may do: give an event its data by hand, and read its bytes.
struct EventDoor {
  /// `Domain/Events` makes and declares data, `Wire` reads and writes bytes, and `Ledger` carries them between Kafka and
  /// Postgres as they are.
  static let allowed = ["Sources/Domain/Events/", "Sources/Wire/", "Sources/Ledger/"]

  static func isAllowed(_ file: String) -> Bool { allowed.contains { file.hasPrefix($0) } }

  /// What a file does of it, in words.
  static func violations(_ source: String) -> [String] {
    let code = SwiftSource(source).code
    var found: [String] = []
    for start in code.matches(of: #/\bEvent\(/#) where hasData(code[start.range.upperBound...]) {
      found.append("Event(… data: …)")
    }
    for match in code.matches(of: #/(?i)\b\w*events?(?:\[[^\]]*\]|\.first|\.last)?[?!]?\.data\b/#) {
      found.append(String(match.output))
    }
    return found
  }

  /// Whether the arguments that begin here have one with the label `data`.
  private static func hasData(_ code: Substring) -> Bool {
    var depth = 1
    var label = ""
    for character in code {
      switch character {
      case "(", "[", "{": depth += 1
      case ")", "]", "}":
        depth -= 1
        if depth == 0 { return false }
      case ":" where depth == 1: if label == "data" { return true }
      default: break
      }
      label = character.isLetter ? label + String(character) : ""
    }
    return false
  }
}
