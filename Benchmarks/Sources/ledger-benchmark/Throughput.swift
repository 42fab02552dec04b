import Foundation
import Kafka

/// Events per second from pre-filled topics to the committed ledger, beside COPY of what came out of it.
struct Throughput {
  /// Of an event's body.
  var bytes: Int
  /// Events in a turn.
  var count: Int
  var archivers: Int
  /// Events in the ledger before.
  var grown = 0
  private var archived = Rate()
  private var copied = Rate()
  private var batches = 0
  private var processorTime = 0.0
  private var memory = 0
  private var takeovers = 1

  init(bytes: Int, count: Int, archivers: Int, grown: Int = 0) {
    (self.bytes, self.count, self.archivers, self.grown) = (bytes, count, archivers, grown)
  }

  static let heading = """
    | body | archivers | ledger before | COPY rows/s | archived events/s | to COPY | events a batch | µs of a core an event | \
    memory of one |
    |---:|---:|---:|---:|---:|---:|---:|---:|---:|
    """

  mutating func turn(_ site: Site) async throws {
    let arena = try await site.arena()
    if grown > 0 { try await Growth.grow(arena, to: grown) }
    try await Throughput.fill(arena, bytes: bytes, count: count)
    try await archive(arena)
    let size = max(1, min(10_000, count * (archived.turns) / max(1, batches)))
    copied.add(count, seconds: try await CopyBaseline.measure(arena, count: count, batch: size, grown: grown))
    try await arena.close()
  }

  private mutating func archive(_ arena: Arena) async throws {
    try await arena.pool.run { db in try db.script("CHECKPOINT") }
    let watch = try await CommitWatch.start(arena.database, logger: arena.site.logger)
    defer { watch.stop() }
    let children = try (0..<archivers).map { _ in try arena.service("archiver") }
    defer { for child in children { child.stop() } }
    try await watch.reach(Int64(grown + count), while: children)
    let commits = watch.commits.filter { $0.head > Int64(grown) }
    guard let first = commits.first, let last = commits.last, commits.count > 1 else {
      throw Failure("all \(count) events came with one commit: that is too few to measure")
    }
    archived.add(Int(last.head - first.head), seconds: Double(last.time - first.time) / 1e6)
    batches += commits.count
    processorTime += children.map(\.processorTime).reduce(0, +)
    memory = max(memory, children.map(\.peakMemory).max() ?? 0)
    takeovers = max(
      takeovers,
      try await arena.pool.run { db in try db.query("SELECT max(fence) FROM ledger.ingest_offset").first?.int(0) ?? 1 })
  }

  static func fill(_ arena: Arena, bytes: Int, count: Int) async throws {
    let producer = try KafkaProducer(arena.kafka.with(["linger.ms": "20"]), logger: arena.site.logger)
    var samples = SampleEvents(bytes: bytes)
    var left = count
    while left > 0 {
      let records = (0..<min(left, 10_000)).map { _ in samples.record(now: SampleEvents.now()) }
      for result in await producer.send(records) { _ = try result.get() }
      left -= records.count
    }
    await producer.close()
  }

  var row: String {
    func number(_ value: Double, _ digits: Int = 0) -> String { String(format: "%.\(digits)f", value) }
    let each = processorTime * 1e6 / Double(max(1, count * archived.turns))
    let cells = [
      "\(number(Double(bytes) / 1000, 1)) kB", "\(archivers)\(takeovers > archivers ? " (regrouped)" : "")", "\(grown)",
      number(copied.perSecond), number(archived.perSecond), number(archived.perSecond / copied.perSecond, 2),
      number(Double(count * archived.turns) / Double(max(1, batches))), number(each, 1), "\(memory >> 20) MiB",
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }
}
