import Foundation
import Publishing
import Testing

/// Appends to a journal until it is killed, and notes in a file what `append` has returned for.
@Suite struct JournalKillTests {
  @Test(arguments: [0, 1, 2]) func keepsAllThatWasAcknowledgedBeforeAKill(round: Int) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let (journal, _) = try open(
        FolderDisk(path: path + "/journal"), JournalConfiguration(folder: "", segmentBytes: 4_096))
      let notes = Glibc.open(path + "/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
      let killer = Thread {
        // Not before something was acknowledged, however busy the machine is.
        var state = stat()
        while stat(path + "/acknowledged", &state) != 0 || state.st_size < 8 { usleep(1_000) }
        usleep(20_000)
        kill(getpid(), SIGKILL)
      }
      killer.start()
      for number in 0... {
        try await journal.append([record("\(number)", bytes: number % 700)])
        let line = Array("\(number)\n".utf8)
        #expect(write(notes, line, line.count) == line.count)
      }
    }
    let notes = try String(contentsOfFile: path + "/acknowledged", encoding: .utf8)
    let acknowledged = notes.split(separator: "\n").map(String.init)
    let (journal, found) = try open(
      FolderDisk(path: path + "/journal"), JournalConfiguration(folder: "", segmentBytes: 4_096))
    let kept = try await journal.names(found)
    #expect(acknowledged.count > 1)
    #expect(Array(kept.prefix(acknowledged.count)) == acknowledged)
    // At most the one whose append was under way.
    #expect(kept.count - acknowledged.count <= 1)
    await journal.close()
  }
}
