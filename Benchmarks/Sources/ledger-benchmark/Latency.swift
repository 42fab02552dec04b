import Foundation
import Kafka

/// From an event's making to the notification that the ledger has committed it, and from there to the one that the read
/// models have it, at a steady rate.
struct Latency {
  var rate: Int
  /// In milliseconds, ascending.
  var durable: [Double]
  /// From durable to visible; nil where nothing folds.
  var visible: [Double]?
  var batches: Int
  var memory: Int

  static let heading = """
    | events/s | produced | p50 ms | p99 ms | longest ms | events a batch | memory |
    |---:|---:|---:|---:|---:|---:|---:|
    """

  static let visibleHeading = """
    | events/s | folded | durable to visible p50 ms | p99 ms | longest ms | produced to durable p99 ms |
    |---:|---:|---:|---:|---:|---:|
    """

  /// - Parameters:
  ///   - linger: the producer's `linger.ms`.
  ///   - folding: with a projector beside the archiver.
  ///   - grown: events in the ledger before.
  static func measure(
    _ site: Site, rate: Int, seconds: Int, linger: Int, folding: Bool = false, grown: Int = 0
  ) async throws -> Latency {
    let arena = try await site.arena()
    if grown > 0 { try await Growth.grow(arena, to: grown) }
    let first = Int64(grown + 1)
    let watch = try await CommitWatch.start(arena.database, logger: site.logger)
    defer { watch.stop() }
    let folds = try await CommitWatch.start(arena.database, channel: "projection", logger: site.logger)
    defer { folds.stop() }
    let archiver = try arena.service("archiver")
    let children = folding ? [archiver, try arena.service("projector")] : [archiver]
    defer { for child in children { child.stop() } }
    // The group's first join takes its time.
    try await Throughput.fill(arena, bytes: 300, count: 1)
    try await watch.reach(first, while: children)
    if folding { try await folds.reach(first, while: children) }
    let producer = try KafkaProducer(arena.kafka.with(["linger.ms": "\(linger)"]), logger: site.logger)
    let count = try await produce(producer, rate: rate, seconds: seconds)
    await producer.close()
    try await watch.reach(first + Int64(count), while: children)
    if folding { try await folds.reach(first + Int64(count), while: children) }
    // The second after the start warms up.
    let made = try await arena.pool.run { db in
      try db.query(
        "SELECT position, occurred_at FROM ledger.event WHERE position >= $1 ORDER BY position",
        [.int(first + Int64(rate))]
      ).map { (position: try $0.int64(0), time: try $0.timestampMicros(1)) }
    }
    let committed = watch.times(of: made.lazy.map(\.position))
    let folded = folding ? folds.times(of: made.lazy.map(\.position)) : nil
    let result = Latency(
      rate: rate, durable: milliseconds(from: made.map(\.time), to: committed),
      visible: folded.map { milliseconds(from: committed, to: $0) }, batches: watch.commits.count,
      memory: archiver.peakMemory)
    for child in children { child.stop() }
    watch.stop()
    folds.stop()
    try await arena.close()
    return result
  }

  private static func milliseconds(from begins: [Int64], to ends: [Int64]) -> [Double] {
    zip(begins, ends).map { Double($1 - $0) / 1000 }.sorted()
  }

  /// A little every 2 ms; never waits for Kafka.
  static func produce(_ producer: KafkaProducer, rate: Int, seconds: Int) async throws -> Int {
    var samples = SampleEvents(bytes: 300)
    let begin = ContinuousClock.now
    var sent = 0
    while sent < rate * seconds {
      let elapsed = (ContinuousClock.now - begin) / .seconds(1)
      let due = min(rate * seconds, Int(elapsed * Double(rate))) - sent
      if due > 0 {
        producer.submit((0..<due).map { _ in samples.record(now: SampleEvents.now()) }) { results in
          if let error = results.lazy.compactMap({ $0.failure }).first { print("a record was not sent: \(error)") }
        }
        sent += due
      }
      try await Task.sleep(for: .milliseconds(2))
    }
    return sent
  }

  private static func time(_ share: Double, of times: [Double]) -> String {
    String(format: "%.1f", times.isEmpty ? 0 : times[min(times.count - 1, Int(share * Double(times.count)))])
  }

  static func times(_ times: [Double]) -> String {
    [0.5, 0.99, 1].map { time($0, of: times) }.joined(separator: " | ")
  }

  var row: String {
    let mean = (durable.count + rate) / max(1, batches)
    return "| \(rate) | \(durable.count) | \(Latency.times(durable)) | \(mean) | \(memory >> 20) MiB |"
  }

  var visibleRow: String {
    let visible = visible ?? []
    return "| \(rate) | \(visible.count) | \(Latency.times(visible)) | \(Latency.time(0.99, of: durable)) |"
  }
}

extension Result {
  fileprivate var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
