import Domain
import Testing

/// What cannot be answered or told is not sealed.
@Suite struct SealContentTests {
  private func result(_ classes: [ByteText: Int], train: Set<ByteText>? = nil, answered: [String]? = nil) -> SealResult
  {
    SealContent(
      classes: classes, trainClasses: train ?? Set(classes.keys),
      answered: answered ?? classes.keys.map(\.text).sortedByBytes
    ).result
  }

  @Test func twoClassesAreSealed() { #expect(result(["no": 3, "yes": 1]) == .sealed) }

  @Test func oneClassIsNot() throws {
    let all = try #require(result(["yes": 120], answered: ["no", "yes"]).reason)
    #expect(all.code == .oneClass && all.code.rawValue == "one_class")
    #expect(
      all.sentence.contains("all 120 examples have the one class \"yes\"") && all.sentence.contains("label.default"))
    let train = try #require(result(["no": 20, "yes": 2], train: ["no"]).reason)
    #expect(train.code == .oneClass && train.sentence.contains("to train on have the one class \"no\""))
  }

  @Test(arguments: [(6_000, 60), (2_000, 240), (3, 90_000), (40_000, 8)])
  func freeTextIsNot(count: Int, length: Int) throws {
    let names = (0..<count).map { number in
      let text = "\(number) "
      return text + String(repeating: "x", count: length - text.utf8.count)
    }
    let classes = Dictionary(uniqueKeysWithValues: names.map { (ByteText($0), 1) })
    let reason = try #require(result(classes).reason)
    #expect(reason.code == .answerTooLarge && reason.code.rawValue == "answer_too_large")
    #expect(reason.sentence.contains("all \(count) classes") && reason.sentence.contains("label.classes"))
    #expect(result(["no": 1, "yes": 1], answered: names).reason?.code == .answerTooLarge)
  }

  @Test func escapesCount() {
    #expect(AnswerSize.text("a\"\\\n\u{1}é") == "\"a\\\"\\\\\\n\\u0001é\"".utf8.count)
    var random = SplitMix(state: 5)
    for _ in 0..<200 {
      let bytes = (0..<Int(random.next() % 20)).map { _ in UInt8(random.next() % 128) }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(AnswerSize.text(text) == JSONValue.string(text).canonicalText.utf8.count)
    }
    let controls = Dictionary(
      uniqueKeysWithValues: (0..<40).map { (ByteText("\($0)" + String(repeating: "\u{1}", count: 900)), 1) })
    #expect(result(controls).reason?.code == .answerTooLarge, "six bytes for each control character")
  }

  @Test func theReasonsOfADecisionThatIsNotDue() {
    let day = TimeSpan(microseconds: 86_400_000_000)
    let start = Timestamp(microseconds: 1_700_000_000_000_000)
    let policy = SealingPolicy(every: day, minimumExamples: 10, window: nil, validation: day, holdout: day)
    func decision(_ new: Int, last: Timestamp? = nil, requested: Bool = false) -> SealDecision {
      SealDecision(policy: policy, firstTick: start, lastSeal: last, newExamples: new, isRequested: requested)
    }
    let few = decision(9).result(at: start + day).reason
    #expect(few?.code == .tooFewExamples && few?.sentence.contains("9 examples") == true)
    let early = decision(10, last: start).result(at: start).reason
    #expect(early?.code == .intervalRunning && early?.sentence.contains((start + day).text) == true)
    #expect(decision(10).result(at: start + day) == .sealed)
    #expect(decision(0, requested: true).result(at: start).reason?.code == .tooFewExamples)
    for new in [0, 9, 10, 11] {
      for requested in [false, true] {
        for last in [nil, start] {
          for tick in [start, start + day] {
            let one = decision(new, last: last, requested: requested)
            #expect((one.result(at: tick) == .sealed) == one.sealsAt(tick))
          }
        }
      }
    }
  }
}
