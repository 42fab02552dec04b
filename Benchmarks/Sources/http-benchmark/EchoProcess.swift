import Foundation

/// An echo in a process of its own.
final class EchoProcess {
  let address: Address
  let pid: Int32
  private let child: Child
  private let file: String?

  /// - Parameters:
  ///   - folder: where its output goes, and what it commits.
  ///   - frame: bytes that it commits for each decision; nil: none, and no commit.
  init(in folder: String, frame: Int?) async throws {
    let output = folder + "/echo\(frame == nil ? "" : "-commit").port"
    file = frame.map { _ in folder + "/echo.journal" }
    try Data().write(to: URL(filePath: output))
    var arguments = [URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path, "echo"]
    if let file, let frame { arguments += ["--commit", file, "--frame", "\(frame)"] }
    child = try Child(arguments, output: output, log: folder + "/echo.log")
    pid = child.pid
    let line = try await child.line(in: output) { $0 }
    guard let port = UInt16(line) else { throw Failure("the echo wrote \"\(line)\"") }
    address = Address(port: port)
  }

  func stop() {
    child.stop()
    if let file { try? FileManager.default.removeItem(atPath: file) }
  }
}
