import Domain
import TestSupport
import Testing

@testable import Wire

/// Names of members are the same where their bytes are.
@Suite struct ByteNameTests {
  private static let pairs = {
    var random = RandomTexts(seed: 42)
    return (0..<200).map { _ in random.equivalents() }
  }()

  @Test func membersOfOtherBytesAreTwo() throws {
    for (first, second) in ByteNameTests.pairs {
      let value = JSONValue.object([ByteText(first): .string(second), ByteText(second): .string(first)])
      let text = value.canonicalText
      #expect(try JSONReader.parse(text) == value)
      #expect(try JSONReader.parse(text).canonicalText.isSame(as: text))
      #expect(try JSONSchema([:]).check(Array(text.utf8)) == nil)
      let twice = "{\"\(first)\":1,\"\(second)\":2,\"\(first)\":3}"
      #expect(throws: JSONError.self) { try JSONReader.parse(twice) }
      #expect(throws: JSONError.self) { try JSONSchema([:]).check(Array(twice.utf8)) }
    }
  }

  @Test func classesOfALoopFileAreBytes() throws {
    for (first, second) in ByteNameTests.pairs {
      let text = LoopFileTests.valid.replacing("[no, yes]", with: "['\(first)', '\(second)']")
        .replacing("label: no", with: "label: '\(first)'").replacing("positive: yes", with: "positive: '\(second)'")
      let config = try LoopFile.parse(Array(text.utf8), name: "test.yaml")
      #expect(config.label.classes.map { ByteText($0) } == [ByteText(first), ByteText(second)])
      let other = text.replacing("['\(first)', '\(second)']", with: "['\(first)', x]")
      #expect(throws: LoopFileError.self) { try LoopFile.parse(Array(other.utf8), name: "test.yaml") }
    }
  }
}
