/// Arguments without a character in them: a script's variable that was not set, most of the time. No command has a use for
/// one, and taken for the name of a folder it is the one that the program runs in.
enum EmptyArguments {
  /// nil where there is none.
  static func problem(_ arguments: [String]) -> String? {
    for (index, argument) in arguments.enumerated() {
      if argument == "--" { break }
      if argument.hasPrefix("--"), argument.hasSuffix("="), argument.count(where: { $0 == "=" }) == 1 {
        return "\(argument.dropLast()) is empty; give it a value, or leave it out"
      }
      guard argument.isEmpty else { continue }
      let before = index > 0 ? arguments[index - 1] : ""
      return before.hasPrefix("--") && !before.contains("=")
        ? "\(before) is empty; give it a value, or leave it out"
        : "argument \(index + 1) is empty; give it a value, or leave it out"
    }
    return nil
  }
}
