import Domain
import Wire

/// What was wrong with the inputs of the examples that were read, in their order. It grows with what was wrong, not with
/// the examples.
struct InputProblemLog {
  private struct Kind: Hashable {
    var input: ByteText
    var reason: ByteText
    var found: ByteText
  }

  private struct Entry {
    /// Of the example.
    var time: Int64
    /// Place in `kinds`.
    var kind: Int
    var count: Int
  }

  /// A name counts by its first characters, as in the read models.
  private static let longestName = 256

  private var kinds: [Kind] = []
  private var places: [Kind: Int] = [:]
  private var entries: [Entry] = []

  var count: Int { entries.count }

  /// Adds those of the next example.
  /// - Parameter json: as the read models have them.
  mutating func append(_ json: [UInt8], at time: Int64) throws {
    for problem in try JSONReader.parse(json).array ?? [] {
      func text(_ member: String) -> String { problem[member]?.string ?? "" }
      var name = text("input")
      if TextLength.of(name) > InputProblemLog.longestName {
        name = String(String.UnicodeScalarView(name.unicodeScalars.prefix(InputProblemLog.longestName)))
      }
      let kind = Kind(input: ByteText(name), reason: ByteText(text("reason")), found: ByteText(text("found")))
      let place = places[kind] ?? kinds.count
      if place == kinds.count {
        kinds.append(kind)
        places[kind] = place
      }
      entries.append(Entry(time: time, kind: place, count: Int(problem["count"]?.integer ?? 1)))
    }
  }

  /// Those among the first entries whose examples occurred at a time or later.
  /// - Parameter examples: how many examples that are.
  func problems(first count: Int, since time: Int64, of examples: Int) -> InputProblems {
    var counts: [Int: Int] = [:]
    for entry in entries.prefix(count) where entry.time >= time { counts[entry.kind, default: 0] += entry.count }
    let order = counts.map { (kind: kinds[$0.key], count: $0.value) }.sorted { one, other in
      func weight(_ kind: Kind) -> Int { InputProblems.isOfKind(kind.reason.text) ? 0 : 1 }
      return (weight(one.kind), other.count, one.kind.reason, one.kind.input, one.kind.found)
        < (weight(other.kind), one.count, other.kind.reason, other.kind.input, other.kind.found)
    }
    let named = order.prefix(InputProblems.mostNamed).map { kind, count in
      DatasetSealed.Problem(
        input: kind.input.text, reason: kind.reason.text, found: kind.found.text, count: count)
    }
    return InputProblems(named: named, more: order.count - named.count, examples: examples)
  }
}
