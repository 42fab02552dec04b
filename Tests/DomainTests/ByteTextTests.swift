import Domain
import TestSupport
import Testing

/// Texts that `String` takes as equal although their bytes differ stay apart, and all order is that of the bytes.
@Suite struct ByteTextTests {
  private static let pairs = {
    var random = RandomTexts(seed: 41)
    return (0..<200).map { _ in random.equivalents() }
  }()

  @Test func keysAreBytes() {
    for (first, second) in ByteTextTests.pairs {
      #expect(first == second && !first.isSame(as: second) && first.isSame(as: first))
      #expect(ByteText(first) != ByteText(second) && Set([ByteText(first), ByteText(second)]).count == 2)
      #expect(![first].hasSame(as: second) && [first, second].hasSame(as: second))
      let ordered = [first, second].sortedByBytes
      #expect(ordered.count == 2 && Array(ordered[0].utf8).lexicographicallyPrecedes(Array(ordered[1].utf8)))
    }
  }

  @Test func valuesAreBytes() {
    for (first, second) in ByteTextTests.pairs {
      let values: [(JSONValue, JSONValue)] = [
        (.string(first), .string(second)), ([.string(first)], [.string(second)]),
        (.object([ByteText(first): 1]), .object([ByteText(second): 1])),
      ]
      for (one, other) in values {
        #expect(one != other && Set([one, other]).count == 2 && Digest.hex(of: one) != Digest.hex(of: other))
      }
      let both: JSONValue = .object([ByteText(first): 1, ByteText(second): 2])
      #expect(both[first] == 1 && both[second] == 2)
      #expect(both.object?.names == [first, second].sortedByBytes)
      #expect(values[2].0.overlaid(with: .object([ByteText(second): 2])) == both)
      #expect(ClassName.isOf(.string(first), first) && !ClassName.isOf(.string(first), second))
    }
  }

  @Test func loopsKeepBoth() throws {
    for (first, second) in ByteTextTests.pairs {
      let both = JSONValue.array([.string(first), .string(second)])
      let config = try LoopConfig(
        json: LoopConfigTests.minimal.overlaid(with: [
          "inputs": [["name": .string(first), "kind": "numeric"], ["name": .string(second), "kind": "numeric"]],
          "label": ["classes": both, "positive": .string(second), "default": .string(first)],
          "default_answer": [
            "label": .string(first),
            "probabilities": .object([ByteText(first): 0.75, ByteText(second): 0.25]),
          ],
          "cleaning": ["ranges": .object([ByteText(first): [0, 1], ByteText(second): [0, 2]])],
          "learner": ["trials": .object([ByteText(first): [:], ByteText(second): [:]])],
        ]))
      #expect(config.defaultAnswer.probability(of: first) == 0.75)
      #expect(config.defaultAnswer.probability(of: second) == 0.25)
      #expect(config.cleaning.ranges[second] == 0...2 && config.learner.trials.count == 2)
      #expect(try LoopConfig(json: config.json).digest == config.digest)
      var other = LoopConfigTests.minimal
      other = other.overlaid(with: ["label": ["classes": [.string(first), "no"], "positive": .string(second)]])
      #expect(throws: LoopConfig.Invalid.self) { try LoopConfig(json: other) }
    }
  }

  @Test func countsKeepBoth() throws {
    var sealed = DatasetSealed.full
    for (first, second) in ByteTextTests.pairs {
      sealed.counts.classes = [ByteText(first): 1, ByteText(second): 2]
      sealed.counts.sources = [ByteText(second): 3, ByteText(first): 4]
      let read = try sealed.json.decoded(as: DatasetSealed.self)
      #expect(read.counts == sealed.counts && read.counts.classes[second] == 2 && read.counts.sources[first] == 4)
    }
  }
}
