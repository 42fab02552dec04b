import ArgumentParser
import Domain
import Execution

/// Misspelt commands, with the one that was probably meant.
enum CommandSpelling {
  /// nil where every command is known.
  static func problem(_ arguments: [String], of root: any ParsableCommand.Type) -> String? {
    var (command, path) = (root, root._commandName)
    for argument in arguments {
      let known = command.configuration.subcommands
      guard !known.isEmpty, !argument.hasPrefix("-"), !(path == root._commandName && argument == "help") else {
        return nil
      }
      if let next = known.first(where: { $0._commandName == argument }) {
        (command, path) = (next, path + " " + argument)
        continue
      }
      let word = LoopConfig.Spelling.Word(
        String(Redaction.argument(argument).prefix(64)), among: known.map { $0._commandName })
      let mend = word.question ?? "`\(path) --help` lists them"
      return "\(path) has no command \(word.shown); \(mend)"
    }
    return nil
  }
}
