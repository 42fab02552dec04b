import Domain
import Testing

@testable import Inference

/// The bound by which a dataset is not sealed holds for every answer.
@Suite struct AnswerSizeTests {
  @Test func noAnswerIsLargerThanItsBound() {
    var random = SplitMix(state: 17)
    for _ in 0..<300 {
      let classes = (0..<Int(random.next() % 30) + 1).map { number -> String in
        let scalars = (0..<Int(random.next() % 30)).compactMap { _ in Unicode.Scalar(UInt32(random.next() % 0x3000)) }
        return "\(number)" + String(String.UnicodeScalarView(scalars))
      }
      let row = classes.map { _ -> Float in
        switch random.next() % 4 {
        case 0: .leastNonzeroMagnitude * Float(random.next() % 1_000)
        case 1: Float(random.next() >> 40) * 0x1p-24
        default: Float(bitPattern: UInt32(truncatingIfNeeded: random.next()) % Float(1).bitPattern)
        }
      }
      let members = classes.map { name in
        var bytes: [UInt8] = []
        JSONValue.writeString(name, to: &bytes)
        return bytes + [UInt8(ascii: ":")]
      }
      var bytes: [UInt8] = []
      #expect(OutputText.append(row[...], classMembers: members, to: &bytes) != nil)
      let bound = AnswerSize.output(classes: classes)
      #expect(bytes.count <= bound)
      // And it is no larger than it has to be, but for the digits of the probabilities.
      #expect(bound - bytes.count <= (classes.count + 1) * 16 + 220)
    }
  }
}
