import Crypto
import Domain
import Foundation
import Learning
import Postgres
import ReadModels
import Wire

/// The cleaned examples of one loop under one configuration, in canonical order, read once and added to tick by tick.
///
/// Examples that close later mostly also occurred later, so what a later tick brings is appended. Where it does not
/// sort behind what is there, or revises it, everything is read again: the content is the same either way.
struct ExampleLog {
  /// How much of the log is there as of a tick.
  private struct Mark {
    var tickPosition: Int64
    /// The last moment that counts as of the tick; nil: all count.
    var latest: Int64?
    var count: Int
    var removed: [String: Int]
    /// Of the times of those removed, and of what was wrong with inputs.
    var removedCount: Int
    var problemCount: Int
  }

  let loop: String
  let config: LoopConfig
  /// Of the read models; what another version folded is not added to.
  let foldVersion: String
  /// The adoption of the rules "doors", where the datasets go by them; nil: they go by the rules before.
  let adoption: Int64?
  private let schema: String
  private var builder: InputBatchBuilder
  private var times: [Int64] = []
  private var labels: [String] = []
  private var sources: [String] = []
  private var hashes: [UInt8] = []
  private var seen: Set<[UInt8]> = []
  private var removed: [String: Int] = [:]
  private var removedTimes: [Int64] = []
  private var problems = InputProblemLog()
  private var last: (time: Int64, id: String)?
  private var marks: [Mark] = []

  init(loop: String, config: LoopConfig, schema: String, foldVersion: String, adoption: Int64?) {
    self.loop = loop
    self.config = config
    self.foldVersion = foldVersion
    self.adoption = adoption
    self.schema = schema
    builder = InputBatchBuilder(config.inputs)
  }

  private var emptied: ExampleLog {
    var log = self
    log.builder = InputBatchBuilder(config.inputs)
    (log.times, log.labels, log.sources, log.hashes) = ([], [], [], [])
    (log.seen, log.removed, log.last, log.marks) = ([], [:], nil, [])
    (log.removedTimes, log.problems) = ([], InputProblemLog())
    return log
  }

  /// Brings the log up to a tick.
  mutating func read(_ db: PostgresSession, upTo tick: Int64) throws {
    if marks.contains(where: { $0.tickPosition == tick }) { return }
    let latest = try adoption == nil ? nil : DatasetBound.latest(db, schema: schema, loop: loop, asOfTick: tick)
    let from = marks.last?.tickPosition ?? 0
    if from > 0 {
      let arrivals = try ExampleArrivals.load(db, schema: schema, loop: loop, after: from, upTo: tick)
      if tick < from || arrivals.hasRevisions || arrivals.oldest.map({ $0 <= (last?.time ?? .min) }) ?? false {
        self = emptied
      }
    }
    try append(db, after: marks.last?.tickPosition ?? 0, upTo: tick)
    marks.append(
      Mark(
        tickPosition: tick, latest: latest, count: times.count, removed: removed, removedCount: removedTimes.count,
        problemCount: problems.count))
  }

  private mutating func append(_ db: PostgresSession, after: Int64, upTo tick: Int64) throws {
    try DatasetExample.each(db, schema: schema, loop: loop, after: after, upTo: tick, mark: adoption) { try append($0) }
  }

  private mutating func append(_ example: DatasetExample) throws {
    let time = try example.occurredAt
    func remove(_ reason: String) {
      removed[reason, default: 0] += 1
      removedTimes.append(time)
    }
    // Its time is no edge of anything.
    if try example.isImplausible {
      removed["time_implausible", default: 0] += 1
      return
    }
    last = (time, try example.interactionID)
    if let found = try example.inputProblems { try problems.append(found, at: time) }
    guard let label = try example.label else { return remove("no_label") }
    if !config.label.classes.isEmpty && !config.label.classes.hasSame(as: label) { return remove("unknown_label") }
    let text = try example.input
    let input = try JSONReader.parse(text)
    if let reason = flaw(in: input, goesByDoors: try example.goesByDoors) { return remove(reason) }
    if config.cleaning.duplicates == .drop {
      let key = Array(SHA256.hash(data: text + [0] + Array(label.utf8)).prefix(16))
      guard seen.insert(key).inserted else { return remove("duplicate") }
    }
    _ = builder.append(input)
    times.append(time)
    labels.append(label)
    sources.append(try example.source)
    hashes.append(contentsOf: try example.contentHash)
  }

  private func flaw(in input: JSONValue, goesByDoors: Bool) -> String? {
    let cleaning = config.cleaning
    if cleaning.empty == .drop || cleaning.missing == .drop {
      var missing = 0
      for declaration in config.inputs {
        let value = input[declaration.name] ?? .null
        if value.isNull || (goesByDoors && !declaration.kind.takes(value)) { missing += 1 }
      }
      if cleaning.missing == .drop && missing > 0 { return "missing" }
      if cleaning.empty == .drop && missing == config.inputs.count { return "empty" }
    }
    for (name, range) in cleaning.ranges {
      if let value = input[name.text]?.double, !range.contains(value) { return "out_of_range" }
    }
    return nil
  }

  /// What is not among the examples as of a tick that was read, by reason; empty where it was not read.
  func removed(asOf tick: Int64) -> [String: Int] { marks.last { $0.tickPosition == tick }?.removed ?? [:] }

  /// The dataset as of a tick that was read; nil where train, validation or holdout would be empty. What occurred beyond
  /// the tick is left out.
  func dataset(asOf tick: Int64) throws -> Dataset? {
    guard let mark = marks.last(where: { $0.tickPosition == tick }) else { return nil }
    let count = mark.latest.flatMap { latest in times[..<mark.count].firstIndex { $0 > latest } } ?? mark.count
    guard count > 0 else { return nil }
    let oldest = Timestamp(microseconds: times[0])
    let newest = Timestamp(microseconds: times[count - 1])
    let cut = DatasetCut(policy: config.sealing, oldest: oldest, newest: newest)
    let start = times[..<count].firstIndex { $0 >= cut.from.microseconds } ?? count
    let validation = times[start..<count].firstIndex { $0 >= cut.validationFrom.microseconds } ?? count
    let holdout = times[validation..<count].firstIndex { $0 >= cut.holdoutFrom.microseconds } ?? count
    guard start < validation, validation < holdout, holdout < count else { return nil }
    let rows = start..<count
    var removed = mark.removed
    if start > 0 { removed["out_of_window"] = start }
    if count < mark.count { removed["beyond_tick"] = mark.count - count }
    var classCounts: [ByteText: Int] = [:]
    var sourceCounts: [ByteText: Int] = [:]
    for row in rows {
      classCounts[labels[row], default: 0] += 1
      sourceCounts[sources[row], default: 0] += 1
    }
    let classes = config.label.classes.isEmpty ? classCounts.names : config.label.classes
    let index = Dictionary(uniqueKeysWithValues: classes.enumerated().map { (ByteText($1), Int32($0)) })
    let examples = try ExampleSet(
      inputs: builder.build().subset(rows), labels: rows.map { index[labels[$0]] ?? -1 }, times: Array(times[rows]),
      classes: classes)
    var hash = SHA256()
    hash.update(data: hashes[(start * 32)..<(count * 32)])
    let removedInWindow = removedTimes.prefix(mark.removedCount).count { $0 >= cut.from.microseconds }
    return Dataset(
      examples: examples, cut: cut,
      parts: [
        .train: 0..<(validation - start), .validation: (validation - start)..<(holdout - start),
        .holdout: (holdout - start)..<(count - start),
      ], contentHash: Digest.hex(hash.finalize()), foldVersion: foldVersion, removed: removed, classes: classCounts,
      sources: sourceCounts,
      problems: problems.problems(
        first: mark.problemCount, since: cut.from.microseconds, of: rows.count + removedInWindow))
  }
}
