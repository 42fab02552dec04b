import ArgumentParser
import Domain
import Learning
import Ledger
import Postgres
import Projections
import ReadModels

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Positions, lag of each service, champions, open rounds, what each loop waits for, and what is wrong.")
  @OptionGroup var settings: Settings
  @Flag(help: "As JSON.") var json = false

  func run() async throws {
    let status = try await LoopCommand.query(settings, StatusCommand.status)
    if json { return print(status.canonicalText) }
    let head = status["head"]?.integer ?? 0
    print(
      "ledger: position \(head), parked \(status["parked"]?.integer ?? 0), fold errors \(status["fold_errors"]?.integer ?? 0)"
    )
    for line in status["clocks"]?.array ?? [] { print(line.string ?? "") }
    for gap in status["gaps"]?.array ?? [] { print(StatusCommand.text(gap: gap)) }
    let waiting =
      (status["parked_by_reason"]?.object ?? [:]).sorted { $0.key < $1.key }.map { reason, count in
        ["parked", reason.text, String(count.integer ?? 0)]
      }
      + (status["fold_errors_by_reason"]?.array ?? []).map { error in
        [
          "fold error of \(error["projection"]?.string ?? "")", error["reason"]?.string ?? "",
          String(error["count"]?.integer ?? 0),
        ]
      }
    if !waiting.isEmpty { print(TextTable(["waiting", "reason", "count"], waiting)) }
    if let leftOut = status["left_out"]?.object {
      print(
        "ERROR: \(Counted.text(leftOut["count"]?.integer ?? 0, one: "event is", other: "events are")) left out of the read "
          + "models, the first at position "
          + "\(leftOut["first"]?.integer ?? 0): \(leftOut["detail"]?.string ?? "")")
    }
    let lags = (status["services"]?.array ?? []).map { service in
      [
        service["name"]?.string ?? "", service["loop"]?.string ?? "", String(service["position"]?.integer ?? 0),
        String(head - (service["position"]?.integer ?? 0)),
      ]
    }
    print(TextTable(["service", "loop", "position", "lag"], lags))
    let projections = (status["projections"]?.array ?? []).map { projection in
      [
        projection["name"]?.string ?? "", projection["version"]?.string ?? "",
        String(projection["position"]?.integer ?? 0), projection["state"]?.string ?? "",
        projection["error"]?.string ?? "",
      ]
    }
    if !projections.isEmpty {
      print(TextTable(["own projection", "version", "position", "state", "error"], projections))
    }
    if let warning = status["temporary_files"]?.string { print("WARNING: \(warning)") }
    if let rebuild = status["rebuild"]?.object {
      print(
        "the read models are folded anew beside the live ones: position \(rebuild["position"]?.integer ?? 0) of \(head), "
          + (rebuild["seconds_left"]?.double.map { "about \(Int($0) + 1) s to go, " } ?? "")
          + "version \(rebuild["version"]?.string?.prefix(12) ?? "")"
          + (rebuild["is_other_version"]?.bool == true ? "; nothing is decided until it takes over" : ""))
    }
    if let verified = status["verified"]?.object {
      let matches = verified["matches"]?.bool ?? false
      print(
        "verified: position \(verified["position"]?.integer ?? 0), "
          + (matches ? "as the ledger gives" : "NOT what the ledger gives"))
    }
    let loops = status["loops"]?.array ?? []
    if let unconfigured = status["not_configured"]?["sentence"]?.string { print(unconfigured) }
    guard !loops.isEmpty else { return print(StatusCommand.noLoop(status)) }
    print(
      TextTable(
        ["loop", "state", "generation", "champion", "open rounds"],
        loops.map { loop in
          [
            loop["loop"]?.string ?? "", loop["state"]?.string ?? "", String(loop["generation"]?.integer ?? 0),
            loop["model"]?.string ?? "default answer", String(loop["pending_rounds"]?.integer ?? 0),
          ]
        }))
    let waits = loops.flatMap { loop in
      (loop["waits"]?.array ?? []).map { wait in
        [loop["loop"]?.string ?? "", wait["thing"]?.string ?? "", wait["sentence"]?.string ?? ""]
      }
    }
    if !waits.isEmpty { print(TextTable(["loop", "waits for", "why"], waits)) }
    let notices = loops.flatMap { loop in
      (loop["notices"]?.array ?? []).map { notice in
        [loop["loop"]?.string ?? "", notice["code"]?.string ?? "", notice["sentence"]?.string ?? ""]
      }
    }
    if !notices.isEmpty { print(TextTable(["loop", "was sent", "what"], notices)) }
    for loop in loops {
      if let problem = loop["problem"]?.string { print("\(loop["loop"]?.string ?? ""): \(problem)") }
      if let cold = loop["cold_start"]?.string { print("\(loop["loop"]?.string ?? ""): \(cold)") }
    }
  }

  /// What this login may read of it: the archiver's may not read the read models, nor the projector's the cursors.
  private static func status(_ db: PostgresSession) throws -> JSONValue {
    let head = try LedgerReader.head(db)
    let parked = try Parking.openCounts(db)
    let canReadErrors = try db.canRead("fold", "fold_error")
    let errors = try canReadErrors ? FoldErrorCount.load(db) : []
    let leftOut = try canReadErrors ? LeftOutEvents.load(db) : nil
    var status: [ByteText: JSONValue] = [
      "head": .integer(head.position), "parked": .integer(parked.values.reduce(0, +)),
      "parked_by_reason": JSONValue(words: parked.mapValues(JSONValue.integer)),
      "fold_errors": .integer(errors.map(\.count).reduce(0, +)),
      "fold_errors_by_reason": .array(
        errors.map {
          ["projection": .string($0.projection), "reason": .string($0.reason), "count": .integer($0.count)]
        }),
      "left_out": leftOut.map {
        ["count": .integer($0.count), "first": .integer($0.first), "detail": .string($0.detail)]
      } ?? .null, "services": [], "loops": [], "clocks": .array(try clocks(db).map(JSONValue.string)),
      "gaps": .array(try gaps(db)),
    ]
    guard try db.canRead("fold", "checkpoint") else {
      status["read_models"] = try FoldCheckpoint.exists(db) ? "unreadable" : "missing"
      return .object(status)
    }
    let folded = try FoldCheckpoint.reached(db)
    status["read_models"] = folded < head.position ? "behind" : "there"
    status["folded"] = .integer(folded)
    status["not_configured"] = try UnconfiguredLoops.load(db)?.json ?? .null
    let services = try ServicePosition.all(db, withReactors: db.canRead("reactor", "cursor")).map {
      service -> JSONValue in
      ["name": .string(service.name), "loop": .string(service.loop), "position": .integer(service.position)]
    }
    let waits = Dictionary(grouping: try LoopWait.all(db), by: \.loop)
    let notices = Dictionary(grouping: try LoopNotice.all(db), by: \.loop)
    let coldStarts = try ChampionCode.all(db).compactMap { champion in
      LearnerRegistry.standard.coldStart(learner: champion.learner, codeVersion: champion.codeVersion)
        .map { (champion.loop, $0) }
    }
    let cold = Dictionary(coldStarts, uniquingKeysWith: { first, _ in first })
    let loops = try LoopStatus.all(db).map { loop -> JSONValue in
      [
        "loop": .string(loop.loop), "state": .string(loop.state), "generation": .integer(loop.generation),
        "model": loop.modelID.map(JSONValue.string) ?? .null, "pending_rounds": .integer(loop.openRounds),
        "waits": .array((waits[loop.loop] ?? []).map(\.json)),
        "notices": .array((notices[loop.loop] ?? []).map(\.json)),
        "problem": try LoopSnapshot.problem(db, loop: loop.loop).map(JSONValue.string) ?? .null,
        "cold_start": cold[loop.loop].map(JSONValue.string) ?? .null,
      ]
    }
    let projections = try StoredProjection.all(db).map { projection -> JSONValue in
      [
        "name": .string(projection.name), "version": .string(projection.version),
        "position": .integer(projection.position),
        "state": .string(projection.hasFailed ? "failed" : projection.isLive ? "active" : "catching up"),
        "error": projection.error.map(JSONValue.string) ?? .null,
      ]
    }
    let verified = try LastVerification.load(db).map { last -> JSONValue in
      ["position": .integer(last.position), "matches": .bool(last.matches)]
    }
    let rebuild = try FoldRebuild.load(db).map { rebuild -> JSONValue in
      [
        "version": .string(rebuild.version), "is_other_version": .bool(rebuild.isOtherVersion),
        "position": .integer(rebuild.position),
        "seconds_left": rebuild.secondsLeft.map { .integer(Int64($0.rounded(.up))) } ?? .null,
      ]
    }
    status["rebuild"] = rebuild ?? .null
    status["services"] = .array(services)
    status["loops"] = .array(loops)
    status["projections"] = .array(projections)
    let warning = projections.isEmpty ? nil : try TemporaryFiles.warning(db)
    status["temporary_files"] = warning.map(JSONValue.string) ?? .null
    status["verified"] = verified ?? .null
    return .object(status)
  }
}
