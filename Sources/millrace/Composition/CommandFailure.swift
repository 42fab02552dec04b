import ArgumentParser
import Execution
import Foundation

/// How the program ends where a command failed: in words that repeat no password of its arguments.
enum CommandFailure {
  /// Says what stopped it, or what was asked for (`--help`), and ends the program.
  static func end(_ error: any Error) -> Never {
    let code = Millrace.exitCode(for: error)
    guard !code.isSuccess else { Millrace.exit(withError: error) }
    let text = Millrace.fullMessage(for: error)
    if !text.isEmpty { say(text) }
    Millrace.exit(withError: code)
  }

  /// To standard error.
  static func say(_ text: String) {
    FileHandle.standardError.write(Data("\(redacted(text, CommandLine.arguments))\n".utf8))
  }

  /// Messages quote arguments that stand where none can: whole, or what is behind an option's `=`.
  private static func redacted(_ text: String, _ arguments: [String]) -> String {
    let quoted = arguments.flatMap { argument in
      [argument]
        + (argument.hasPrefix("--") ? argument.split(separator: "=", maxSplits: 1).dropFirst().map(String.init) : [])
    }
    return quoted.reduce(text) { text, argument in
      let shown = Redaction.argument(argument)
      return shown == argument ? text : text.replacing(argument, with: shown)
    }
  }
}
