import Foundation

/// A program that runs until it is stopped, or until this one ends, however it ends.
final class Child {
  let pid: Int32
  private let process = Process()
  private let lifeline = Pipe()

  /// - Parameter log: where its output goes.
  init(_ arguments: [String], log: String) throws {
    let output = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    // The shell ends the program when the pipe closes.
    process.arguments =
      ["-c", "\"$@\" </dev/null >>\"$0\" 2>&1 & p=$!; echo $p; read -r line; kill -KILL $p", log] + arguments
    process.standardInput = lifeline
    process.standardOutput = output
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let pid = Int32(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw Failure("\(arguments[0]) did not start; see \(log)")
    }
    self.pid = pid
  }

  func stop() {
    try? lifeline.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  var isRunning: Bool { kill(pid, 0) == 0 }

  /// The most memory it has had, in bytes.
  var peakMemory: Int {
    let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
  }

  /// The processor time it has taken, in seconds.
  var processorTime: Double {
    let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
    let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Runs a program to its end.
  static func run(_ arguments: [String], log: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "exec \"$@\" </dev/null >>\"$0\" 2>&1", log] + arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure("\(arguments.prefix(2)) failed; see \(log)") }
  }
}
