import Foundation
import TestSupport
import Testing

struct FileModeTests {
  /// What it writes is not for everybody to change, whatever the shell says.
  @Test func writesNothingForEverybodyToChange() throws {
    let program = Simulation.root.appendingPathComponent(".build/debug/millrace").path
    let folder = ChildProcess.temporaryPath("umask")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (status, output) = try ChildProcess.run(
      "sh", ["-c", "umask 000; exec \(program) ledger key --name a --data-folder \(folder)/data"],
      environment: ["MILLRACE_HOME": Simulation.root.path])
    #expect(status == 0, "\(output)")
    for file in ["data", "data/checkpoint.key", "data/checkpoint.key.pub"] {
      let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(file)")[.posixPermissions] as? Int
      #expect(try #require(mode) & 0o022 == 0, "\(file)")
    }
  }
}
