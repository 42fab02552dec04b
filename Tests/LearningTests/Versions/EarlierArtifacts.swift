import Domain
import Foundation

@testable import Learning

/// The artifacts that an earlier program left in `Tests/Fixtures/witness`, and inputs to ask them.
enum EarlierArtifacts {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/witness")

  /// By their SHA-256, in its order.
  static func all() throws -> [(digest: String, bytes: [UInt8])] {
    try lines("artifact.copy").dropFirst().map { line in
      let fields = line.split(separator: "\t").map(String.init)
      let text = fields[2].replacingOccurrences(of: "\\n", with: "")
      guard let data = Data(base64Encoded: text) else { throw CocoaError(.fileReadCorruptFile) }
      return (fields[0], [UInt8](data))
    }.sorted { $0.digest < $1.digest }
  }

  /// The witness's questions, and some that nobody would ask: numbers at their limits, nothing at all, unknown words.
  static func questions() throws -> InputBatch {
    var builder = InputBatchBuilder([
      .init(name: "x", kind: .numeric), .init(name: "c", kind: .category), .init(name: "t", kind: .text),
      .init(name: "at", kind: .time),
    ])
    for line in try lines("data.csv").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      builder.append([
        "x": Double(cells[1]).map(JSONValue.number) ?? .null, "c": text(cells[2]), "t": text(cells[3]),
        "at": text(cells[4]),
      ])
    }
    for x in [0, -0.0, .leastNonzeroMagnitude, 1e-40, 16_777_217, 1e15, -1e30, 3.5e38, 1e308, -1e308] {
      builder.append(["x": .number(x), "c": "unseen", "t": "warm größe", "at": "9999-12-31T23:59:59.999Z"])
    }
    builder.append(["x": 9_007_199_254_740_993, "c": "a"])
    builder.append([:])
    let batch = builder.build()
    // 14 hours before year 1 begins: what was read then, whatever is read now.
    let columns = batch.columns.map { column -> InputColumn in
      guard case .time(var times) = column else { return column }
      times[times.count - 2] = -62_135_647_200
      return .time(times)
    }
    return try InputBatch(names: batch.names, columns: columns)
  }

  private static func text(_ cell: String) -> JSONValue { cell.isEmpty ? .null : .string(cell) }

  private static func lines(_ name: String) throws -> [String] {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8).split(separator: "\n").map(String.init)
  }
}
