import Foundation

/// Lines in a file, in the order they came; `add` returns when the disk has the line.
struct Spool {
  /// One feedback on its way.
  struct Line: Codable {
    var id: String
    var time: String
    /// The body, JSON.
    var data: String
  }

  private(set) var lines: [Line] = []
  private let path: String
  private var file: FileHandle
  private var gone = 0

  init(path: String) throws {
    self.path = path
    let contents = FileManager.default.contents(atPath: path) ?? Data()
    // A kill may have torn the last line, which nobody was told of then.
    let whole = contents[..<(contents.lastIndex(of: UInt8(ascii: "\n")) ?? contents.startIndex)]
    for text in whole.split(separator: UInt8(ascii: "\n")) {
      lines.append(try JSONDecoder().decode(Line.self, from: text))
    }
    file = try Spool.rewrite(path, lines)
  }

  mutating func add(_ line: Line) throws {
    try file.write(contentsOf: JSONEncoder().encode(line) + [UInt8(ascii: "\n")])
    try file.synchronize()
    lines.append(line)
  }

  mutating func remove(_ ids: Set<String>) {
    guard !ids.isEmpty else { return }
    let before = lines.count
    lines.removeAll { ids.contains($0.id) }
    gone += before - lines.count
  }

  /// Makes the file short again once most of it is durable.
  mutating func trim() throws {
    guard gone > 1_000 + lines.count || (gone > 0 && lines.isEmpty) else { return }
    try file.close()
    file = try Spool.rewrite(path, lines)
    gone = 0
  }

  private static func rewrite(_ path: String, _ lines: [Line]) throws -> FileHandle {
    let next = URL(filePath: path + ".new")
    _ = FileManager.default.createFile(atPath: next.path, contents: nil)
    let file = try FileHandle(forWritingTo: next)
    for line in lines { try file.write(contentsOf: JSONEncoder().encode(line) + [UInt8(ascii: "\n")]) }
    try file.synchronize()
    guard rename(next.path, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY)
    fsync(folder)
    close(folder)
    return file
  }
}
