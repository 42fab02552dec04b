import Foundation

/// The echo in a process of its own, as Millrace is in one.
final class EchoProcess {
  let url: String
  private let process = Process()
  private let lifeline = Pipe()

  /// Starts this program again as the echo and waits for its port.
  init() throws {
    let output = Pipe()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["echo"]
    process.standardOutput = output
    // The echo ends when this closes, however this program ends.
    process.standardInput = lifeline
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw LoadClient.Failure(description: "the echo server did not start: it wrote \"\(line)\"")
    }
    url = "http://127.0.0.1:\(port)/echo"
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}
