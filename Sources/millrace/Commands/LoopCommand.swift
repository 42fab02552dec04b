import ArgumentParser
import Domain
import Foundation
import Learning
import Ledger
import Postgres
import ReadModels
import Wire

struct LoopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loop", abstract: "Loops: one learning problem each, declared in a YAML file.",
    subcommands: [Apply.self, List.self, Show.self, Pause.self, Resume.self])

  struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "State a loop's configuration as an event.")
    @OptionGroup var settings: Settings
    @Argument(help: "The loop's YAML file.") var file: String

    func run() async throws {
      let config = try LoopFile.load(file, check: LearnerRegistry.standard.problems)
      let said = try await LoopCommand.say(settings, loop: config.name) { current in
        current?.digest == config.digest && current?.state == .active && current?.problem == nil
          ? nil : LoopEvents.configured(config, after: current)
      }
      print(said ? "\(config.name) is configured, digest \(config.digest.prefix(12))" : "\(config.name) is unchanged")
      let holdout = try await LoopCommand.query(settings) { db in
        try FoldCheckpoint.exists(db) ? HoldoutNow.count(db, loop: config.name, policy: config.sealing) : nil
      }
      guard let problem = config.meetingProblem(holdout: holdout) else { return }
      FileHandle.standardError.write(
        Data("warning: \(problem.path.joined(separator: ".")): \(problem.message); \(problem.mend)\n".utf8))
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "All loops.")
    @OptionGroup var settings: Settings

    func run() async throws {
      let rows = try await LoopCommand.query(settings) { db in
        guard try FoldCheckpoint.exists(db) else { return [[String]]() }
        return try LoopStatus.all(db).map { [$0.loop, $0.state, String($0.generation), $0.modelID ?? "default"] }
      }
      print(TextTable(["loop", "state", "generation", "model"], rows))
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One loop's configuration, as a loop file.")
    @OptionGroup var settings: Settings
    @Argument(help: "The loop's name.") var loop: String
    @Flag(help: "As JSON.") var json = false

    func run() async throws {
      let name = loop
      let (found, problem) = try await LoopCommand.query(settings) { db -> (LoopSnapshot?, String?) in
        guard try FoldCheckpoint.exists(db) else { return (nil, nil) }
        return (try LoopSnapshot.load(db, loop: name, asOf: .max), try LoopSnapshot.problem(db, loop: name))
      }
      guard let found else {
        throw CommandError(problem ?? "there is no loop \(loop); `millrace loop list` lists them")
      }
      print(json ? found.config.json.canonicalText + "\n" : LoopFile.text(found.config), terminator: "")
    }
  }

  struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Seal no more datasets; answers go on.")
    @OptionGroup var settings: Settings
    @Argument(help: "The loop's name.") var loop: String
    @Option(help: "Why.") var reason: String?

    func validate() throws { try GivenReason.check(reason, flag: "--reason", what: "the loop is paused") }

    func run() async throws { try await LoopCommand.turn(settings, loop, to: .paused, reason: reason) }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a paused loop's wheel turn again.")
    @OptionGroup var settings: Settings
    @Argument(help: "The loop's name.") var loop: String
    @Option(help: "Why.") var reason: String?

    func validate() throws { try GivenReason.check(reason, flag: "--reason", what: "the loop is resumed") }

    func run() async throws { try await LoopCommand.turn(settings, loop, to: .active, reason: reason) }
  }

  static func turn(_ settings: Settings, _ loop: String, to state: LoopState, reason: String?) async throws {
    let said = try await say(settings, loop: loop) { current in
      guard let current else { throw CommandError("there is no loop \(loop); `millrace loop list` lists them") }
      return current.state == state ? nil : LoopEvents.turned(loop, to: state, reason: reason, after: current)
    }
    print(said ? "\(loop) is \(state.rawValue)" : "\(loop) was \(state.rawValue) already")
  }

  static func query<T: Sendable>(
    _ settings: Settings, _ body: @Sendable @escaping (PostgresSession) throws -> T
  ) async throws -> T {
    let pool = PostgresPool(
      configuration: try Backends.database(settings), size: 1, logger: settings.logger(default: .warning))
    do {
      let result = try await pool.run(body)
      await pool.close()
      return result
    } catch {
      await pool.close()
      throw Backends.unreached(error, settings)
    }
  }

  /// Publishes the event that `decide` makes of the loop as it stands, and waits until the read models have it.
  static func say(
    _ settings: Settings, loop: String, _ decide: (LoopSnapshot?) throws -> Event?
  ) async throws -> Bool {
    let stack = try Stack(settings, try Backends.attach(settings), logger: settings.logger(default: .warning))
    do {
      // Before the first fold there are no read models, and so no loop: the projector makes them.
      let current = try await stack.pool.run { db in
        try FoldCheckpoint.exists(db) ? LoopSnapshot.load(db, loop: loop, asOf: .max) : nil
      }
      let event = try decide(current)
      if let event {
        try await stack.say([event])
        try await stack.waiter.folded(EventIdentity(event))
      }
      await stack.close()
      return event != nil
    } catch {
      await stack.close()
      throw Backends.unreached(error, settings)
    }
  }
}
