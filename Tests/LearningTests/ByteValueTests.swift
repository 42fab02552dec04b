import Domain
import TestSupport
import Testing

@testable import Learning

/// Categories and classes are found by their bytes, by earlier models as they were.
@Suite struct ByteValueTests {
  private static let pairs = {
    var random = RandomTexts(seed: 43)
    return (0..<100).map { _ in random.equivalents() }
  }()

  @Test func categoriesAreBytes() throws {
    for (first, second) in ByteValueTests.pairs {
      var builder = InputBatchBuilder([InputDeclaration(name: "c", kind: .category)])
      for value in [first, second, first] { builder.append(["c": .string(value)]) }
      guard case .category(let codes, let values)? = builder.build()["c"] else {
        Issue.record("no category")
        return
      }
      #expect(codes == [0, 1, 0] && values.map { ByteText($0) } == [ByteText(first), ByteText(second)])
      let fitted = CategoryEncoder.fit(codes: codes, values: values, minimum: 1, matching: .bytes, parent: nil)
      #expect(fitted.vocabulary.map { ByteText($0) } == [ByteText(first), ByteText(second)].sorted())
      #expect(fitted.row(first) != fitted.row(second))
      let one = CategoryEncoder(vocabulary: [first])
      #expect(one.row(first) == 2 && one.row(second) == CategoryEncoder.unknown)
    }
  }

  @Test func modelsOfVersionOneFindWhatTheyFound() {
    for (first, second) in ByteValueTests.pairs {
      let old = CategoryEncoder(vocabulary: ["z", first], matching: CategoryMatching(codeVersion: "1"))
      #expect(old.row(first) == 3 && old.row(second) == 3)
      let fitted = CategoryEncoder.fit(
        codes: [0, 1, 1], values: [first, second], minimum: 3, matching: .equivalence, parent: nil)
      #expect(fitted.vocabulary.map { ByteText($0) } == [ByteText(first)])
    }
    let numbers = CategoryEncoder(vocabulary: ["1e-05", "1.2345678901234567e+19", "3.10"], matching: .equivalence)
    #expect(numbers.row("0.00001") == 2 && numbers.row("12345678901234567891") == 3)
    #expect(numbers.row("3.10") == 4 && numbers.row("3.1") == CategoryEncoder.unknown)
    #expect(CategoryEncoder(vocabulary: ["1e-05"]).row("0.00001") == CategoryEncoder.unknown)
  }

  @Test func classesAreBytes() throws {
    for (first, second) in ByteValueTests.pairs {
      let inputs = try InputBatch(names: ["a"], columns: [.time([1, 2])])
      let set = try ExampleSet(inputs: inputs, labels: [0, 1], times: [0, 1], classes: [first, second])
      #expect(set.labels(in: [second, first]) == [1, 0])
      #expect(set.labels(in: [second]) == [-1, 0])
    }
  }
}
