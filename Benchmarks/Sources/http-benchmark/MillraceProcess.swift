import Foundation

/// A process of Millrace with an HTTP API, and what it serves.
final class MillraceProcess {
  let address: Address
  let pid: Int32
  private let child: Child

  private init(_ child: Child, port: UInt16) {
    self.child = child
    pid = child.pid
    address = Address(port: port)
  }

  /// `millrace up`: everything, with the embedded Postgres and broker.
  static func up(_ program: String, folder: String) async throws -> MillraceProcess {
    let output = folder + "/up.out"
    try Data().write(to: URL(filePath: output))
    let child = try Child(
      [program, "up", "--data-folder", folder, "--port", "0"], output: output, log: folder + "/up.log")
    let url = try await child.line(in: output) { line in
      line.hasPrefix("millrace is up: ") ? String(line.split(separator: ":").last ?? "") : nil
    }
    guard let port = UInt16(url) else { throw Failure("millrace up wrote \"\(url)\"") }
    return MillraceProcess(child, port: port)
  }

  /// `millrace inference` alone, with the Postgres and the broker of what is up in a folder.
  /// - Parameter own: its own folder, emptied first.
  static func inference(_ program: String, attachedTo folder: String, own: String) async throws -> MillraceProcess {
    try? FileManager.default.removeItem(atPath: own)
    try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
    func announced(_ name: String) throws -> String { try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }
    let port = try Address.free()
    let child = try Child(
      [program, "inference", "--data-folder", own, "--port", "\(port)"],
      environment: ["MILLRACE_DATABASE": try announced("database"), "MILLRACE_KAFKA": try announced("kafka")],
      output: "/dev/null", log: folder + "/inference.log")
    return MillraceProcess(child, port: port)
  }

  func stop() { child.stop() }

  /// The loop as it is served, once a trained champion answers for it.
  func loop(_ name: String) async throws -> [String: Any] {
    var said = ""
    for _ in 0..<100 {
      said = (try? address.get("/v1/loops/\(name)")) ?? said
      let shown = try? JSONSerialization.jsonObject(with: Data(said.utf8)) as? [String: Any]
      if let shown, shown["serving"] as? String == "model" { return shown }
      try await Task.sleep(for: .milliseconds(200))
    }
    throw Failure("\(name) serves no trained champion; play a simulation first: \(said)")
  }

  /// Bytes and events that wait on its disk.
  func backlog() throws -> (bytes: Double, events: Double) {
    var values: [Substring: Double] = [:]
    for line in try address.get("/metrics").split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, let value = Double(words[1]) { values[words[0]] = value }
    }
    if let bytes = values["millrace_journal_event_bytes"], let events = values["millrace_journal_events"] {
      return (bytes, events)
    }
    throw Failure("/metrics says nothing of what waits on disk")
  }

  /// Waits until it, and all that it started, takes a third of a core (the broker alone has a sixth where nothing comes,
  /// since it is asked 100 times a second), or as long as told.
  func settle(atMost seconds: Double = 30) async throws {
    var before = ProcessorTime.ofTree(pid).values.reduce(0, +)
    for _ in 0..<Int(seconds * 2) {
      try await Task.sleep(for: .milliseconds(500))
      let now = ProcessorTime.ofTree(pid).values.reduce(0, +)
      if now - before < 0.16 { break }
      before = now
    }
  }
}
