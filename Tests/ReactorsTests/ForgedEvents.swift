import Domain
import Ledger
import TestSupport

/// Well-formed control events that cannot be true, of every type that a producer may send: what the ledger has last of
/// the type, or the type's sample, told of the round that is under way, with one lie laid over it.
struct ForgedEvents {
  static let source = "/forged"

  /// The types that they are of.
  static let types = EventCatalog.types.filter {
    ![RulesAdopted.type, InteractionRecorded.type, FeedbackReceived.type].contains($0)
  }

  private var random: SplitMix
  private var count = 0

  init(seed: UInt64) { random = SplitMix(state: seed) }

  private mutating func pick<T>(_ items: [T]) -> T { items[Int(random.next() % UInt64(items.count))] }

  /// One of each type, for the loop, for one that nobody configured, or for all.
  /// - Parameters:
  ///   - known: what the ledger has of the loop.
  ///   - config: of the loop.
  mutating func some(_ loop: String, config: LoopConfig, known: [LedgerEvent]) throws -> [Event] {
    let mine = known.filter { $0.source != ForgedEvents.source }
    let members = try ForgedEvents.members(of: mine)
    return try ForgedEvents.types.map { type in
      count += 1
      let target = pick([loop, loop, loop, "nobody.knows", "*"])
      let base = try mine.last { $0.type == type }.map { try ForgedEvents.data(of: $0) }
      var data = base ?? EventCatalog.byType[type]?.full.json ?? [:]
      data = data.overlaid(with: .object(members.filter { data[$0.key.text] != nil }))
      if data["slot"] != nil { data = data.overlaid(with: ["slot": .string(target)]) }
      if type == LoopConfigured.type {
        data = ["config": config.json.overlaid(with: ["name": .string(target)]), "digest": .string(config.digest)]
      }
      data = data.overlaid(with: lie(type, own: target == loop))
      return Event(
        id: "forged-\(count) \(type)", source: ForgedEvents.source, type: type,
        occurredAt: Timestamp(microseconds: 1_767_225_600_000_000), loop: target, key: target,
        data: Array(data.canonicalText.utf8))
    }
  }

  /// What the round under way is called: the last value of each member by which events name each other.
  private static func members(of events: [LedgerEvent]) throws -> [ByteText: JSONValue] {
    var members: [ByteText: JSONValue] = [:]
    for event in events {
      let data = try ForgedEvents.data(of: event)
      for name in ["dataset_id", "run_id", "model_id", "evaluation_id", "challenger", "content_hash", "config_digest"] {
        if let value = data[name], !value.isNull { members[ByteText(name)] = value }
      }
      switch event.type {
      case RunCompleted.type: members["challenger"] = data["model_id"]
      case VerdictReached.type, VerdictRevised.type: members["verdict_id"] = .string(event.id)
      case ClockTicked.type: members["tick_position"] = .integer(event.position)
      default: break
      }
    }
    return members
  }

  private static func data(of event: LedgerEvent) throws -> JSONValue {
    func data<Data: EventData>(_ type: Data.Type) throws -> JSONValue { try event.decoded(as: type).json }
    guard let type = EventCatalog.byType[event.type] else { return [:] }
    return try data(type)
  }

  private mutating func lie(_ type: String, own isOwn: Bool) -> JSONValue {
    let nobody = JSONValue.string("of-nobody-\(count)")
    let hex = JSONValue.string(String(repeating: "a", count: 64))
    let far = JSONValue.integer(pick([1_000_000, 9_000_000_000_000_000]))
    let late: JSONValue = .string(pick(["2126-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]))
    let early: JSONValue = "0001-01-01T00:00:00Z"
    switch type {
    case LoopConfigured.type:
      let lies: [JSONValue] = [
        ["config": ["name": "demo.another"]], ["config": ["join_window": "xx"]], ["config": ["join_window": "400000w"]],
        ["config": ["gate": ["minimum_examples": 1]]], ["config": ["learner": ["kind": "gone"]]], ["digest": hex],
      ]
      return pick(lies)
    case LoopPaused.type where isOwn:
      // To pause it is no lie; this is.
      return ["reason": .string(String(repeating: "x", count: 100_000))]
    case DatasetRequested.type:
      return pick([
        ["labels": "inverted", "force": true, "reason": "so", "by": "me"], ["labels": "shuffled", "force": false],
        ["labels": "true", "force": true, "reason": " "],
      ])
    case DatasetSealed.type:
      let lies: [JSONValue] = [
        ["tick": ["event_id": nobody]], ["tick": ["time": late]], ["position": far], ["position": 1],
        ["config_digest": hex], ["cut": ["to": late]], ["cut": ["from": late]], ["labels": "inverted"],
        ["force": true], ["labels": "shuffled", "request_id": nobody],
      ]
      return pick(lies).overlaid(with: pick([[:], ["dataset_id": nobody]]))
    case RunStarted.type:
      return pick([["dataset_id": nobody, "run_id": nobody], ["trial_index": 9, "trials": 2], ["dataset_id": nobody]])
    case RunCompleted.type, RunFailed.type:
      return pick([["run_id": nobody], ["dataset_id": nobody], ["model_id": nobody], ["trial_index": 9, "trials": 2]])
    case EvaluationStarted.type: return pick([["dataset_id": nobody], ["challenger": nobody], ["gate_digest": "g"]])
    case VerdictReached.type:
      return pick([
        ["evaluation_id": nobody, "outcome": "promote"], ["dataset_id": nobody], ["challenger": nobody],
        ["outcome": "reject", "forced": true],
      ])
    case VerdictRevised.type:
      return pick([
        ["generation": 99, "outcome": "worse"], ["model_id": nobody, "outcome": "worse"],
        ["tick_position": 1, "outcome": "worse"], ["tick_position": far, "outcome": "worse"],
      ])
    case RoundFailed.type:
      return pick([
        ["dataset_id": nobody], ["position": far], ["stage": "seal", "tick": nobody, "code": "event_parked"],
        ["stage": "trial", "tick": nobody],
      ])
    case RoundWaiting.type: return pick([["position": far], ["cause": nobody, "position": 1]])
    case ModelPromoted.type:
      return pick([
        ["verdict_id": nobody], ["model_id": nobody], ["decided_at_position": far],
        ["generation": 41, "replaces_generation": 40], ["generation": 7, "replaces_generation": 1],
        ["predecessor": nobody], ["slot": "demo.another"],
      ])
    case ModelRolledBack.type:
      return pick([
        ["verdict_id": nobody], ["from_model": nobody], ["decided_at_position": far],
        ["from_generation": 40, "generation": 41, "replaces_generation": 40], ["model_id": nobody],
      ])
    case CanaryStarted.type: return ["model_id": nobody]
    case ClockTicked.type:
      return pick([
        ["time": late, "follows": nobody], ["time": late, "follows": nil], ["time": early, "follows": nobody],
      ])
    case ParkedRetried.type, ParkedDiscarded.type: return pick([["parked_id": far], ["parked_id": 1, "attempt": 9]])
    case DriftDetected.type: return ["from": late, "to": early]
    default: return [:]
    }
  }
}
