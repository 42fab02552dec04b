import Foundation
import Kafka

/// From an event's making to the notification that the ledger has committed it, at a steady rate.
struct Latency {
  var rate: Int
  /// In milliseconds, ascending.
  var times: [Double]
  var batches: Int
  var memory: Int

  static let heading = """
    | events/s | produced | p50 ms | p99 ms | longest ms | events a batch | memory |
    |---:|---:|---:|---:|---:|---:|---:|
    """

  static func measure(_ site: Site, rate: Int, seconds: Int) async throws -> Latency {
    let arena = try await site.arena()
    let watch = try await CommitWatch.start(arena.database, logger: site.logger)
    defer { watch.stop() }
    let archiver = try arena.archiver()
    defer { archiver.stop() }
    // The group's first join takes its time.
    try await Throughput.fill(arena, bytes: 300, count: 1)
    try await watch.reach(1, while: [archiver])
    let producer = try KafkaProducer(arena.kafka.with(["linger.ms": "1"]), logger: site.logger)
    let count = try await produce(producer, rate: rate, seconds: seconds)
    await producer.close()
    try await watch.reach(Int64(count + 1), while: [archiver])
    // The second after the start warms up.
    let made = try await arena.pool.run { db in
      try db.query(
        "SELECT position, occurred_at FROM ledger.event WHERE position > $1 ORDER BY position", [.int(Int64(rate))]
      ).map { (try $0.int64(0), try $0.timestampMicros(1)) }
    }
    let commits = watch.commits
    var (times, next): ([Double], Int) = ([], 0)
    for (position, time) in made {
      while next < commits.count, commits[next].head < position { next += 1 }
      if next < commits.count { times.append(Double(commits[next].time - time) / 1000) }
    }
    let result = Latency(rate: rate, times: times.sorted(), batches: commits.count, memory: archiver.peakMemory)
    archiver.stop()
    watch.stop()
    try await arena.close()
    return result
  }

  /// A little every 2 ms; never waits for Kafka.
  private static func produce(_ producer: KafkaProducer, rate: Int, seconds: Int) async throws -> Int {
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

  var row: String {
    func time(_ share: Double) -> String {
      String(format: "%.1f", times.isEmpty ? 0 : times[min(times.count - 1, Int(share * Double(times.count)))])
    }
    let mean = (times.count + rate) / max(1, batches)
    return "| \(rate) | \(times.count) | \(time(0.5)) | \(time(0.99)) | \(time(1)) | \(mean) | \(memory >> 20) MiB |"
  }
}

extension Result {
  fileprivate var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
