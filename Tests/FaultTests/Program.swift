import Foundation
import TestSupport

/// A service of the real program, in a process of its own.
final class Program: Sendable {
  static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  let name: String
  private let child: ChildProcess

  init(_ arguments: [String], environment: [String: String]) throws {
    name = arguments.first ?? "millrace"
    child = try ChildProcess(
      Program.root + "/.build/debug/millrace", arguments, logPath: ChildProcess.temporaryPath(name + ".log"),
      environment: environment.merging(["MILLRACE_HOME": Program.root, "MILLRACE_LOG": "info"]) { given, _ in given })
  }

  /// kill -9; returns when it is gone.
  func kill() async throws {
    try child.signal(SIGKILL)
    try await eventually("\(name) ends") { !child.isRunning }
  }

  /// SIGSTOP: it stands still and knows nothing of it.
  func freeze() throws { try child.signal(SIGSTOP) }

  func thaw() throws { try child.signal(SIGCONT) }

  /// SIGTERM: it ends in order.
  func terminate() async throws {
    try child.signal(SIGTERM)
    try await eventually("\(name) ends") { !child.isRunning }
  }

  var isRunning: Bool { child.isRunning }
  var log: String { child.log }

  /// Ends it at once, and its log with it.
  func remove() { child.stop() }
}
