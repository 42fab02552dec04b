import Foundation
import Testing

/// What `millrace up` has open is no other program's: neither its children's, nor the crash handler's, which would hold the
/// port and the locks for as long as it looks at the crash.
@Suite(.serialized)
struct DescriptorTests {
  /// By number: what it is, such as `socket:[4711]`, and whether a program that is started closes it.
  private struct Descriptors {
    var targets: [Int: String] = [:]
    var inherited: [Int] = []

    init(_ process: Int32) {
      let folder = "/proc/\(process)"
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/fd")) ?? []
      for number in names.compactMap(Int.init) {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/fd/\(number)"),
          let info = try? String(contentsOfFile: "\(folder)/fdinfo/\(number)", encoding: .utf8),
          let flags = info.split(separator: "\n").first(where: { $0.hasPrefix("flags:") })
        else { continue }
        targets[number] = target
        let bits = Int(flags.split(whereSeparator: \.isWhitespace)[1], radix: 8) ?? 0
        if number > 2, bits & 0o2000000 == 0 { inherited.append(number) }
      }
    }

    /// Sockets and pipes behind the standard ones.
    var channels: Set<String> {
      Set(targets.filter { $0.key > 2 && ($0.value.hasPrefix("socket:") || $0.value.hasPrefix("pipe:")) }.values)
    }

    /// All of them.
    var all: Set<String> { Set(targets.values) }
  }

  private static func children(_ process: Int32) -> [Int32] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    let direct = tasks.flatMap { task in
      ((try? String(contentsOfFile: "/proc/\(process)/task/\(task)/children", encoding: .utf8)) ?? "")
        .split(separator: " ").compactMap { Int32($0) }
    }
    return direct + direct.flatMap(children)
  }

  private static func program(_ process: Int32) -> String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")) ?? ""
  }

  @Test func nothingIsInherited() async throws {
    let simulation = try Simulation()
    defer { simulation.remove() }
    let up = try await UpProcess.start(simulation, log: "up")
    let process = up.process.processIdentifier
    defer { kill(process, SIGKILL) }
    // Connections among them.
    while up.process.isRunning, try await up.get("/health/ready")?["status"]?.string != "ready" {
      try await Task.sleep(for: .milliseconds(50))
    }
    // What a library opens is marked within a second, so it is looked at more than once.
    var open = Descriptors(process)
    for _ in 0..<600 where !open.inherited.isEmpty {
      try await Task.sleep(for: .milliseconds(250))
      open = Descriptors(process)
    }
    let names = open.inherited.map { "\($0) \(open.targets[$0] ?? "")" }
    #expect(names == [] && open.channels.count > 20)
    let children = Self.children(process)
    #expect(children.contains { Self.program($0).hasSuffix("/postgres") })
    #expect(children.contains { Self.program($0).hasSuffix("/tansu") })
    for child in children {
      let shared = Descriptors(child).all.intersection(open.channels)
      #expect(shared == [], "\(Self.program(child))")
    }
    #expect(try await up.stop(SIGTERM) == 0)
  }

  /// Killed while its crash is looked at, it leaves nothing: the next one has the port, and the spool, at once.
  @Test func aCrashHandlerHoldsNothing() async throws {
    let simulation = try Simulation()
    defer { simulation.remove() }
    setenv("SWIFT_BACKTRACE", "enable=yes,interactive=no,color=no", 1)
    defer { unsetenv("SWIFT_BACKTRACE") }
    let up = try await UpProcess.start(simulation, log: "up")
    let process = up.process.processIdentifier
    defer { kill(process, SIGKILL) }
    #expect(try await up.get("/health/live") != nil)
    try await Task.sleep(for: .seconds(2))
    let before = Descriptors(process)
    kill(process, SIGSEGV)
    var handler: Int32?
    for _ in 0..<7_500 where handler == nil && up.process.isRunning {
      handler = Self.children(process).first { Self.program($0).hasSuffix("/swift-backtrace") }
      try await Task.sleep(for: .milliseconds(20))
    }
    let found = try #require(handler, "no crash handler was started: \(simulation.text("up"))")
    defer { kill(found, SIGKILL) }
    // It talks with the crashed process by a pair of its own.
    #expect(Descriptors(found).all.intersection(before.channels) == [])
  }
}
