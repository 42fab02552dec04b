import Domain
import Testing

@testable import Wire

/// Names in loop files are their bytes; what cannot be told apart by eye is written with escapes.
struct LoopFileKeyTests {
  private static let (one, two) = ("\u{e9}", "e\u{301}")

  private func file(inputs: String, classes: String = "[no, yes]", more: String = "") -> String {
    """
    name: demo.loop
    inputs: \(inputs)
    label: {name: y, classes: \(classes), positive: yes}
    join_window: 6h
    default_answer: {label: yes}
    learner: {kind: mlp}
    \(more)
    """
  }

  private func read(_ text: String) throws -> LoopConfig { try LoopFile.parse(Array(text.utf8), name: "test.yaml") }

  private func problem(_ text: String) -> String {
    do {
      _ = try read(text)
      return "taken"
    } catch { return "\(error)" }
  }

  /// However they are written: plain, in quotes of either kind, with escapes, in a line or in a block.
  @Test(arguments: [
    "{\(one): numeric, \(two): text}", "{\"\\u00e9\": numeric, \"e\\u0301\": text}",
    "{'\(one)': numeric, \"\(two)\": text}",
    "\n  \(one): numeric\n  \(two): text", "\n  ? \"\(one)\"\n  : numeric\n  ? \(two)\n  : text",
    "[{name: \(one), kind: numeric}, {name: \(two), kind: text}]",
  ])
  func namesAreTheirBytes(inputs: String) throws {
    let config = try read(file(inputs: inputs))
    #expect(
      config.inputs.map { Array($0.name.utf8) } == [Array(LoopFileKeyTests.one.utf8), Array(LoopFileKeyTests.two.utf8)])
    #expect(config.inputs.map(\.kind) == [.numeric, .text])
    let again = try read(LoopFile.text(config))
    #expect(
      again.digest == config.digest
        && again.inputs.map { Array($0.name.utf8) } == config.inputs.map { Array($0.name.utf8) })
  }

  @Test func sharesNameBoth() throws {
    let text = file(inputs: "{x: numeric}", classes: "[\(LoopFileKeyTests.one), \(LoopFileKeyTests.two), yes]")
      .replacing(", positive: yes", with: "")
      .replacing(
        "{label: yes}",
        with: "{label: yes, probabilities: {\(LoopFileKeyTests.one): 0.25, \(LoopFileKeyTests.two): 0.5, yes: 0.25}}")
    let config = try read(text)
    #expect(config.defaultAnswer.probabilities[LoopFileKeyTests.one] == 0.25)
    #expect(config.defaultAnswer.probabilities[LoopFileKeyTests.two] == 0.5)
    #expect(try read(LoopFile.text(config)) == config)
  }

  /// A key that is there twice is told of at the second place; what stands behind a key that was told apart keeps its
  /// place.
  @Test(arguments: [
    ("{a: numeric, b: text, a: text}", "test.yaml:2:31: the key \"a\" is there twice"),
    ("{'a': numeric, \"a\": text}", "test.yaml:2:24: the key \"a\" is there twice"),
    ("{\(one): numeric, \(two): text, \(one): text}", "test.yaml:2:32: the key \"\(one)\" is there twice"),
    ("{\(one): numeric, \(two): text, c: odd}", "test.yaml:2:35: expected one of"),
    ("\n  a: numeric\n  b: text\n  a: text", "test.yaml:5:3: the key \"a\" is there twice"),
  ])
  func keysThatAreThereTwiceAreRefusedAtTheSecond(inputs: String, message: String) {
    #expect(problem(file(inputs: inputs)).hasPrefix(message), "\(problem(file(inputs: inputs)))")
  }

  @Test func namesThatLookAlikeAreShownWithEscapes() {
    let ranges = problem(
      file(inputs: "{\(LoopFileKeyTests.one): numeric}", more: "cleaning: {ranges: {\(LoopFileKeyTests.two): [0, 1]}}"))
    #expect(ranges.contains(#"no input is named "e\u0301"; did you mean "\u00e9"?"#), "\(ranges)")
    let slice = problem(
      file(
        inputs: "{pay: numeric}",
        more: "gate: {guardrails: [{slice: p\u{430}y, maximum_regression: 1}]}"))
    #expect(slice.contains(#"no input is named "p\u0430y"; did you mean "pay"?"#), "\(slice)")
    let plain = problem(
      file(inputs: "{pay: numeric}", more: "gate: {guardrails: [{slice: pey, maximum_regression: 1}]}"))
    #expect(plain.contains(#"no input is named "pey"; did you mean "pay"?"#), "\(plain)")
  }

  @Test func aByteOrderMarkIsPassedOver() throws {
    let text = file(inputs: "{x: numeric}")
    #expect(try read("\u{FEFF}" + text).digest == read(text).digest)
    #expect(problem("\u{FEFF}name: Demo\n").hasPrefix("test.yaml:1:"))
  }

  /// No text of an event can hold NUL: each is told of at its place.
  @Test(arguments: [
    ("[no, yes]", #"["n\0o", yes]"#, "3:28"), ("name: y", #"name: "y\0""#, "3:15"), ("{x:", #"{"x\0":"#, "2:10"),
    ("kind: mlp", #"kind: "mlp\0""#, "6:17"), ("kind: mlp}", #"kind: mlp, settings: {keep: "be\0st"}}"#, "6:39"),
    ("join_window", "description: \"a\\0b\"\njoin_window", "4:14"),
  ])
  func nulIsRefused(old: String, new: String, place: String) {
    let found = problem(file(inputs: "{x: numeric}").replacing(old, with: new))
    #expect(found.contains("test.yaml:\(place): it holds the NUL character"), "\(found)")
  }

  @Test(arguments: [
    ("kind: mlp}", "kind: mlp}\ngate: {confidence: .95}", "expected a number, found the text \".95\""),
    ("kind: mlp}", "kind: mlp}\ngate: {minimum_improvement: +0.01}", "expected a number, found the text \"+0.01\""),
    ("kind: mlp}", "kind: mlp}\ngate: {minimum_improvement: 1e-400}", "expected a number, found the text \"1e-400\""),
    ("kind: mlp}", "kind: mlp}\ngate: {confidence: 0.5}", "write one above 0.5 and below 1"),
    ("kind: mlp}", "kind: mlp}\ngate: {minimum_examples: 1000000000000000000}", "write at most 9007199254740991"),
    (
      "demo.loop", "demo.\(String(repeating: "x", count: 200))",
      "the loop's name has 205 bytes; shorten it to at most 128"
    ),
  ])
  func saysWhatIsWrong(old: String, new: String, message: String) {
    let found = problem(file(inputs: "{x: numeric}").replacing(old, with: new))
    #expect(found.contains(message), "\(found)")
  }

  /// Where the classes are wrong, nothing is said of the positive one that would not be true of mended ones.
  @Test(arguments: ["[yes]", "[yes, yes]", "[yes, no, yes]"])
  func wrongClassesAreToldAlone(classes: String) {
    let found = problem(file(inputs: "{x: numeric}", classes: classes))
    #expect(found.contains("class") && !found.contains("positive"), "\(found)")
  }

  @Test(arguments: ["/nonexistent/loop.yaml", "/tmp"]) func unreadableFilesAreToldInWords(path: String) {
    let error = #expect(throws: LoopFileError.self) { try LoopFile.load(path) }
    #expect(error?.description.contains(path == "/tmp" ? "it is a folder" : "there is no such file") == true)
  }

  /// The places of many inputs are found without walking all of them for each.
  @Test func manyInputsAreReadAtOnce() throws {
    let names = (0..<3_000).map { "input_\($0)" }
    let text = file(inputs: "\n" + names.map { "  \($0): numeric" }.joined(separator: "\n"))
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try read(text).inputs.map(\.name) == names)
    #expect(clock.now - start < .seconds(60))
    #expect(problem(text.replacing("input_2999: numeric", with: "input_2999: odd")).hasPrefix("test.yaml:3002:15: "))
  }
}
