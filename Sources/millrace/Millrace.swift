import ArgumentParser
import Foundation
import Glibc

@main
struct Millrace: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "millrace",
    abstract: "An event-sourced continuous-learning engine: the stream that drives an AI factory.",
    version: "millrace \(Millrace.version)",
    subcommands: [
      UpCommand.self, DemoCommand.self, SimulateCommand.self, StatusCommand.self, LoopCommand.self, LedgerCommand.self,
      ReplayCommand.self, ProjectionCommand.self, ExplainCommand.self, ReproduceCommand.self, LineageCommand.self,
      WhatIfCommand.self, ShadowCommand.self, ParkedCommand.self, MigrateCommand.self, TopicsCommand.self,
      ArchiverCommand.self, ProjectorCommand.self, TickerCommand.self, CheckpointerCommand.self, CuratorCommand.self,
      TrainerCommand.self, EvaluatorCommand.self, AuditorCommand.self, InferenceCommand.self,
    ])

  /// Raised with each release; what a program is exactly, the fingerprint of its runs says.
  static let version = "0.3.0"

  static func main() async {
    KernelCorrection.apply()
    // What it writes is never for the group or everybody to change, whatever the shell says.
    umask(umask(0) | 0o022)
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let problem = CommandSpelling.problem(arguments, of: Self.self) ?? EmptyArguments.problem(arguments) {
      CommandFailure.say("Error: \(problem)")
      exit(withError: ExitCode.validationFailure)
    }
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let error as ValidationError {
      // Of a command that was understood as far as its arguments go: the usage of all of them would say nothing.
      CommandFailure.say("Error: \(error.message)")
      exit(withError: ExitCode.validationFailure)
    } catch {
      CommandFailure.end(error)
    }
  }
}
