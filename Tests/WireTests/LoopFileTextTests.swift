import Domain
import Testing

@testable import Wire

/// What `loop show` prints is a loop file: taken back, it is the same configuration with the same digest.
struct LoopFileTextTests {
  /// Texts that one YAML or another takes for something else, or that it cannot hold as they are.
  private static let awkward = [
    "02142", "yes", "no", "Off", "3.10", "1e3", "0x1F", "12:30:00", ".inf", "~", "null", "True", "-", "?", ": ", "a: b",
    "# c", "a #b", "'", "\"", "\\", "\\n", "a\nb", "a\r\nb", "\ttab", " lead", "trail ", "{", "}", "[x]", "&a", "*a",
    "!t",
    "|", ">", "%", "@", "`", "😀", "👩‍👩‍👧", "é", "e\u{301}", "\u{85}", "\u{2028}", "x\u{FEFF}", "\u{7F}", "\u{1}",
    "\u{FFFE}", "\u{1FFFF}", "---", "...", "<<", "=", "2026-01-05", "1d", "1w2d", "7d", "0", "-0", "1_000", "a.b-c_d",
    String(repeating: "x", count: 250), String(repeating: "é\"", count: 120),
  ]

  @Test(arguments: 0..<300) func readsBackAsTheSame(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed) &* 7_919 &+ 1)
    func pick<T>(_ items: [T]) -> T { items[Int(random.next() % UInt64(items.count))] }
    func some(_ count: Int) -> [String] {
      var texts: [String] = []
      for _ in 0..<count {
        let text = pick(LoopFileTextTests.awkward)
        if !texts.contains(where: { $0.utf8.elementsEqual(text.utf8) || $0 == text }) { texts.append(text) }
      }
      return texts
    }
    func span(_ days: Int64) -> TimeSpan {
      TimeSpan(microseconds: days * 86_400_000_000 + Int64(random.next() % 90_000_000_000))
    }
    let classes = some(6)
    guard classes.count > 1 else { return }
    let inputs = some(5)
    let label = pick(classes)
    let config = LoopConfig(
      name: pick(["demo.a", "no.yes", "a.b-c_d"]), description: pick(LoopFileTextTests.awkward),
      clock: pick([.recorded, .occurred]),
      inputs: inputs.map { InputDeclaration(name: $0, kind: pick(InputKind.allCases)) },
      label: LabelPolicy(
        name: pick(LoopFileTextTests.awkward), classes: classes, positive: classes.count == 2 ? label : nil,
        aggregation: pick(LabelAggregation.allCases), default: pick([nil, label])),
      joinWindow: span(1),
      defaultAnswer: DefaultAnswer(
        label: label, probabilities: [ByteText(classes[0]): 0.1, ByteText(classes[1]): 0.9]),
      cleaning: CleaningPolicy(duplicates: .drop, empty: .keep, missing: .keep, ranges: [:]),
      sealing: SealingPolicy(
        every: span(2), minimumExamples: Int(random.next() % 5_000), window: pick([nil, span(40)]), validation: span(3),
        holdout: span(4)),
      learner: LearnerConfig(
        kind: "mlp",
        settings: [
          "rate": .number(pick([0.1, 1e-7, 1e21, 0.30000000000000004])), "epochs": 8,
          "list": [1, 2.5, "02142", nil, true, ["deep": ["er": "yes"]]],
        ], trials: [pick(["deep", "2", "yes", "é"]): ["hidden": [64, 64]]], seed: 7),
      gate: GatePolicy(
        metric: pick(GateMetric.allCases), confidence: 0.9, minimumImprovement: pick([0, -0.03, 0.001]),
        minimumExamples: 20, block: pick([nil, span(1)]),
        guardrails: [Guardrail(slice: inputs[0], metric: .brier, maximumRegression: 0.05, minimumExamples: 10)]),
      release: ReleasePolicy(trial: span(5), minimumExamples: 30, confidence: 0.95),
      wrongKind: pick([nil, .missing, .reject]), times: pick([nil, TimePolicy(before: span(6), after: nil)]),
      sandbox: pick([nil, true]))
    let text = LoopFile.text(config)
    let back = try LoopFile.parse(Array(text.utf8), name: "shown.yaml")
    #expect(back.digest == config.digest, "\(text)")
    #expect(back.json.canonicalText == config.json.canonicalText, "\(text)")
    #expect(LoopFile.text(back) == text)
  }

  @Test func isReadable() {
    let text = LoopFile.text(.full)
    #expect(text.hasPrefix("name: demo.flights\ndescription: \"Will a flight be late?\"\nclock: occurred\ninputs:\n"))
    #expect(text.contains("\n  carrier: category\n") && text.contains("\n  classes: [late, on_time]\n"))
    #expect(text.contains("\njoin_window: 2d\n") && text.contains("\n  every: 1w\n"))
  }
}
