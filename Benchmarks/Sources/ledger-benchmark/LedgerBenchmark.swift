import ArgumentParser
import Foundation
import Logging

/// The archiver from Kafka to the committed ledger, beside bare COPY of the same rows into the same Postgres.
@main
struct LedgerBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger-benchmark",
    abstract: "Measures the archiver beside COPY by psql, on one Postgres of its own with fsync on.")

  @Argument(help: "The millrace program, built in release mode.") var program: String
  @Option(help: "The folder with migrations/ and streams/.") var home: String
  @Option(help: "The folder for Postgres and the logs; emptied first.") var folder = ".data/bench-ledger"
  @Option(help: "The embedded broker (MILLRACE_TANSU).")
  var broker = ProcessInfo.processInfo.environment["MILLRACE_TANSU"] ?? ".deps/tansu/tansu"
  @Option(help: "Events of 0.3 kB in a turn; fewer of the larger ones.") var events: Int?
  @Option(help: "Turns, which each row adds up.") var turns: Int?
  @Option(parsing: .upToNextOption, help: "Events per second of the measurements of latency.")
  var rates = [1_000, 10_000]
  @Option(help: "Seconds of each measurement of latency.") var seconds: Int?
  @Option(help: "The producer's linger.ms in measurements of latency.") var linger = 10
  @Flag(help: "Fewer events: about three minutes.") var quick = false
  @Flag(help: "Also with large ledgers.") var large = false
  @Option(parsing: .upToNextOption, help: "Events that are in a large ledger already.")
  var sizes = [1_000_000, 10_000_000]
  @Option(parsing: .upToNextOption, help: "How many archivers, a row each; 1 and 2, and 1 alone with --brief.")
  var archivers: [Int] = []
  @Flag(help: "Only throughput, with one archiver and events of 0.3 kB.") var brief = false
  @Flag(help: "Only the times from produced to durable, and to visible.") var latency = false

  func run() async throws {
    let events = events ?? (quick ? 150_000 : 500_000)
    let site = try await Site(program: program, home: home, folder: folder, broker: broker)
    do {
      if !latency { print("## Throughput\n\n" + Throughput.heading) }
      for (bytes, count) in [(300, events), (1_000, events / 2), (10_000, events / 10)]
      where !latency && (!brief || bytes == 300) {
        let numbers = archivers.isEmpty ? (brief ? [1] : [1, 2]) : archivers
        try await measure(
          site, numbers.map { Throughput(bytes: bytes, count: count, archivers: $0) },
          turns: turns ?? (quick || brief ? 1 : 3))
      }
      if !brief {
        print("\n## Produced to durable\n\n" + Latency.heading)
        for rate in rates { print(try await measureLatency(site, rate).row) }
        print("\n## Produced to consumed, without Millrace\n\n" + BareLatency.heading)
        for rate in rates {
          let times = try await BareLatency.measure(site, rate: rate, seconds: wholeSeconds, linger: linger)
          print(BareLatency.row(rate, times))
        }
        print("\n## Durable to visible\n\n" + Latency.visibleHeading)
        for rate in rates { print(try await measureLatency(site, rate, folding: true).visibleRow) }
      }
      if large, !latency {
        print("\n## Large ledgers\n\n" + Throughput.heading)
        for grown in sizes {
          try await measure(site, [Throughput(bytes: 300, count: events, archivers: 1, grown: grown)], turns: 1)
        }
      }
      if large, !brief {
        let grown = sizes.max() ?? 0
        print("\n## Produced to durable, onto \(grown)\n\n" + Latency.heading)
        for rate in rates { print(try await measureLatency(site, rate, grown: grown).row) }
      }
      try await site.stop()
    } catch {
      try? await site.stop()
      throw error
    }
  }

  private var wholeSeconds: Int { seconds ?? (quick ? 8 : 20) }

  private func measureLatency(_ site: Site, _ rate: Int, folding: Bool = false, grown: Int = 0) async throws -> Latency
  {
    try await Latency.measure(
      site, rate: rate, seconds: wholeSeconds, linger: linger, folding: folding, grown: grown)
  }

  /// The rows take turns, so that a machine that is slow for a while is slow for all of them.
  private func measure(_ site: Site, _ wanted: [Throughput], turns: Int) async throws {
    var rows = wanted
    for _ in 0..<turns {
      for index in rows.indices { try await rows[index].turn(site) }
    }
    for row in rows { print(row.row) }
    fflush(nil)
  }
}
