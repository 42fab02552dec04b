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
        for archivers in archivers.isEmpty ? (brief ? [1] : [1, 2]) : archivers {
          try await measure(site, Throughput(bytes: bytes, count: count, archivers: archivers))
        }
      }
      if !brief {
        print("\n## Produced to durable\n\n" + Latency.heading)
        for rate in rates {
          print(try await Latency.measure(site, rate: rate, seconds: seconds ?? (quick ? 8 : 20)).row)
        }
        print("\n## Produced to consumed, without Millrace\n\n" + BareLatency.heading)
        for rate in rates {
          let times = try await BareLatency.measure(site, rate: rate, seconds: seconds ?? (quick ? 8 : 20))
          print(BareLatency.row(rate, times))
        }
        print("\n## Durable to visible\n\n" + Latency.visibleHeading)
        for rate in rates {
          print(
            try await Latency.measure(site, rate: rate, seconds: seconds ?? (quick ? 8 : 20), folding: true).visibleRow)
        }
      }
      if large {
        print("\n## Large ledgers\n\n" + Throughput.heading)
        for grown in sizes {
          try await measure(site, Throughput(bytes: 300, count: events, archivers: 1, grown: grown), turns: 1)
        }
        print("\n## Produced to durable, into the largest of them\n\n" + Latency.heading)
        for rate in brief ? [] : rates {
          let grown = try await Latency.measure(
            site, rate: rate, seconds: seconds ?? (quick ? 8 : 20), grown: sizes.max() ?? 0)
          print(grown.row)
        }
      }
      try await site.stop()
    } catch {
      try? await site.stop()
      throw error
    }
  }

  private func measure(_ site: Site, _ wanted: Throughput, turns told: Int? = nil) async throws {
    var throughput = wanted
    for _ in 0..<(told ?? turns ?? (quick || brief ? 1 : 2)) { try await throughput.turn(site) }
    print(throughput.row)
    fflush(nil)
  }
}
