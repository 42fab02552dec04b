import Glibc

/// One embedded broker (Tansu) on a free port of the loopback interface, all in memory.
package final class BrokerProcess: Sendable {
  package let bootstrapServers: String
  package let port: UInt16
  private let child: ChildProcess

  /// Starts a broker and waits until it accepts connections.
  /// - Parameters:
  ///   - port: nil takes a free one.
  ///   - advertised: the port that clients are sent to, where something stands in between; nil: its own.
  package init(port wanted: UInt16? = nil, advertised: UInt16? = nil) throws {
    let binary = try Self.binary()
    var failure = ""
    // A free port may be taken by someone else before the broker binds it.
    for _ in 0..<5 {
      let port = try wanted ?? BrokerPort.next()
      let url = "tcp://127.0.0.1:\(port)"
      let other = "tcp://127.0.0.1:\(advertised ?? port)"
      let child = try ChildProcess(
        binary,
        [
          "broker", "--listener-url", url, "--advertised-listener-url", other, "--storage-engine", "memory://tansu/",
        ],
        logPath: ChildProcess.temporaryPath("broker-\(port).log"), environment: ["RUST_LOG": "warn"])
      if BrokerPort.waitUntilOpen(port, while: { child.isRunning }) {
        self.child = child
        self.port = port
        bootstrapServers = "127.0.0.1:\(advertised ?? port)"
        return
      }
      failure = child.log
      child.stop()
    }
    throw LaunchError("the broker \(binary) does not come up; it wrote: \(failure)")
  }

  /// Kills it at once; it forgets everything.
  package func stop() {
    child.stop()
  }

  /// What it has written so far.
  package var log: String { child.log }

  /// From MILLRACE_TANSU, or `.deps/tansu/tansu` of the repository.
  private static func binary() throws -> String {
    if let given = getenv("MILLRACE_TANSU") { return String(cString: given) }
    // The sources may be reached through a symbolic link.
    let source = realpath(#filePath, nil)
    defer { free(source) }
    var folder = Substring(source.map { String(cString: $0) } ?? #filePath)
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      let candidate = "\(folder)/.deps/tansu/tansu"
      if access(candidate, X_OK) == 0 { return candidate }
    }
    throw LaunchError("the embedded broker is missing: run scripts/lib/broker.sh, or set MILLRACE_TANSU to its path")
  }
}
