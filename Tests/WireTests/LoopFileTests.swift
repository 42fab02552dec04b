import Domain
import Foundation
import Testing

@testable import Wire

@Suite struct LoopFileTests {
  @Test(arguments: ["flights", "debian-sections"])
  func examplesAreValid(name: String) throws {
    let config = try LoopFile.load(Fixture.root.appendingPathComponent("loops/\(name).yaml").path)
    #expect(config.name == "demo.\(name)")
    #expect(config.clock == .occurred)
    #expect(try LoopConfig(json: config.json) == config)
    let event = JSONValue.object(["config": config.json, "digest": .string(config.digest)])
    #expect(try Fixture.contract.get().check(Array(event.canonicalText.utf8), of: LoopConfigured.type) == nil)
  }

  @Test func inputsKeepTheirOrder() throws {
    let config = try parse(LoopFileTests.valid)
    #expect(config.inputs.map(\.name) == ["zone", "amount", "note"])
    #expect(config.inputs.map(\.kind) == [.category, .numeric, .text])
    #expect(config.label.classes == ["no", "yes"])
    #expect(config.sealing.every.text == "1d12h")
  }

  /// Classes of YAML 1.1's boolean words are texts, and true and false count by their JSON text.
  @Test func scalarsMeanWhatYAMLOneDotTwoSays() throws {
    let text = LoopFileTests.valid.replacing("classes: [no, yes]", with: "classes: [false, true]")
      .replacing("positive: yes", with: "positive: true").replacing("label: no", with: "label: false")
    #expect(try parse(text).label.classes == ["false", "true"])
    #expect(try parse(text).defaultAnswer.label == "false")
  }

  /// What is a class by the very text that is written needs no quotes, whatever another YAML reader makes of it.
  @Test(arguments: [
    "10001", "3.9", "0", "-7", "0.001", "12345678901234567891", "true", "false", "no", "on", "Off", "y", "0x1F", "0o17",
    "1_000", "12:30:00", ".inf", "-.Inf", ".nan", "2026-01-01", "2026-01-01T10:00:00Z", "1.2.3", "1-2", "e5", "1e",
    "<<",
    "'02142'", "\"3.10\"", "'1e3'", "'True'", "'~'", "!!str 3.10", "! 02142", "!!str True", "é", "e\u{301}",
  ])
  func classesCountByWhatIsWritten(cell: String) throws {
    let text = LoopFileTests.valid.replacing("[no, yes]", with: "[\(cell), yes]")
      .replacing("label: no", with: "label: \(cell)")
    let plain = cell.replacing("!!str ", with: "").replacing("! ", with: "").filter { $0 != "'" && $0 != "\"" }
    let config = try parse(text)
    #expect(config.label.classes.first.map { Array($0.utf8) } == Array(plain.utf8))
    #expect(config.defaultAnswer.label == config.label.classes.first)
  }

  @Test(arguments: [
    "02142", "3.10", "1.0", "1e3", "1E3", "-0", "+1", ".5", "1.", "007.5", "00", "1e400", "0e0", "True", "FALSE", "~",
    "null", "NULL", "!!int 3", "!!float 3.5", "!!bool yes", "!!null x", "!own x", "!!binary aGk=",
    "!!timestamp 2026-01-01",
  ])
  func classesThatWouldBecomeOthersAreRefused(cell: String) throws {
    for (old, new, place) in [
      ("[no, yes]", "[yes, \(cell)]", "10:18"), ("label: no", "label: \(cell)", "20:25"),
      ("positive: yes", "positive: \(cell)", "11:13"), ("positive: yes", "positive: yes\n  default: \(cell)", "12:12"),
    ] {
      // Null means that there is none, where there need not be one.
      if ["~", "null", "NULL"].contains(cell), !new.hasPrefix("[") { continue }
      let error = #expect(throws: LoopFileError.self) { try parse(LoopFileTests.valid.replacing(old, with: new)) }
      let lines = (error?.description ?? "").split(separator: "\n")
      #expect(lines.contains { $0.hasPrefix("test.yaml:\(place): ") && $0.contains("in quotes") }, "\(lines)")
    }
  }

  @Test(arguments: ["02142", "3.10", "1e3", "True", "~", "+1"])
  func sharesOfClassesThatWouldBecomeOthersAreRefused(cell: String) throws {
    let text = LoopFileTests.valid.replacing("[no, yes]", with: "['\(cell)', yes]")
    let error = #expect(throws: LoopFileError.self) {
      try parse(
        text.replacing("{label: no}", with: "{label: '\(cell)', probabilities: {\(cell): 0.5, yes: 0.5}}"))
    }
    #expect(error?.description.contains("test.yaml:20:") == true)
    #expect(error?.description.contains("put it in quotes") == true, "\(String(describing: error))")
    let quoted = text.replacing("{label: no}", with: "{label: '\(cell)', probabilities: {'\(cell)': 0.5, yes: 0.5}}")
    #expect(try parse(quoted).defaultAnswer.probabilities[cell] == 0.5)
  }

  /// Where a number is asked for, it is in JSON form, as at every door.
  @Test(arguments: [
    ("10", "010", "found the text \"010\""), ("10", "1_0", "found the text \"1_0\""),
    ("10", "0x10", "found the text \"0x10\""), ("10", "!!int 10", "the tag"), ("10", "+10", "found the text \"+10\""),
    ("10", "10.", "found the text \"10.\""), ("10", "9007199254740992", "write at most 9007199254740991"),
  ])
  func numbersThatYAMLReadersDisputeAreRefused(old: String, new: String, message: String) {
    let text = LoopFileTests.valid.replacing("minimum_examples: \(old)", with: "minimum_examples: \(new)")
    let error = #expect(throws: LoopFileError.self) { try parse(text) }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }

  @Test(arguments: ["10", "10.0", "1e1"])
  func numbersInJSONFormAreNumbers(text: String) throws {
    let config = try parse(LoopFileTests.valid.replacing("minimum_examples: 10", with: "minimum_examples: \(text)"))
    #expect(config.sealing.minimumExamples == 10)
    #expect(try config.digest == parse(LoopFileTests.valid).digest)
  }

  @Test(arguments: [
    ("clock: occurred", "clok: occurred", "7:1", "unknown key \"clok\"; did you mean \"clock\"?"),
    ("clock: occurred", "clock: ocurred", "7:8", "found the text \"ocurred\"; did you mean \"occurred\"?"),
    ("amount: numeric", "amount: number", "4:11", "expected one of numeric, category, text, time"),
    ("amount: numeric", "amount: {kind: numeric, unit: eur}", "4:27", "unknown key \"unit\"; known here: name, kind"),
    ("amount: numeric", "amount:", "4:10", "\"kind\" is missing"),
    ("amount: numeric", "zone: numeric", "4:3", "the key \"zone\" is there twice"),
    ("name: demo.loop", "name: Demo", "1:7", "\"Demo\" is not a loop name"),
    ("name: demo.loop\n", "", "1:1", "\"name\" is missing"),
    ("positive: yes", "positive: maybe", "11:13", "\"maybe\" is none of the classes; use one of no, yes"),
    ("classes: [no, yes]", "classes: [no, yes, {a: 1}]", "10:22", "expected the name of a class"),
    ("join_window: 6h", "join_window: 6", "12:14", "expected a length of time, found the number 6"),
    ("join_window: 6h", "join_window: 6x", "12:14", "the unit is not one of"),
    ("every: 36h", "every: -1d", "17:10", "it has to be whole numbers with units"),
    ("minimum_examples: 10", "minimum_examples: ten", "18:21", "expected a whole number, found the text \"ten\""),
    ("amount: [0, 100]", "amount: [100, 0]", "15:13", "expected a range"),
    ("amount: [0, 100]", "amount: [1e-400, 100]", "15:13", "expected a range"),
    ("amount: [0, 100]", "amuont: [0, 100]", "15:5", "no input is named \"amuont\"; did you mean \"amount\"?"),
    ("slice: zone", "slice: zones", "24:15", "no input is named \"zones\"; did you mean \"zone\"?"),
    ("confidence: 0.95", "confidence: 95", "22:15", "a confidence of 95.0 is out of range"),
    ("learner: {kind: mlp}", "learner: {knd: mlp}", "19:11", "unknown key \"knd\"; did you mean \"kind\"?"),
    ("learner: {kind: mlp}", "learner: mlp", "19:10", "expected members with names, found the text \"mlp\""),
    ("label:\n", "label: {name: a\n", "9:7", "this is not YAML"),
  ])
  func problemsHaveTheirPlace(old: String, new: String, place: String, message: String) throws {
    let range = try #require(LoopFileTests.valid.range(of: old))
    let text = LoopFileTests.valid.replacingCharacters(in: range, with: new)
    let error = #expect(throws: LoopFileError.self) { try parse(text) }
    let lines = (error?.description ?? "").split(separator: "\n")
    #expect(lines.count <= 2)
    #expect(lines.contains { $0.hasPrefix("test.yaml:\(place): ") && $0.contains(message) }, "\(lines)")
  }

  @Test func allProblemsAreToldInOrder() {
    let text = LoopFileTests.valid.replacing("clock: occurred", with: "clok: occurred")
      .replacing("join_window: 6h", with: "join_window: soon").replacing("every: 36h", with: "every: {}")
    let error = #expect(throws: LoopFileError.self) { try parse(text) }
    #expect(error?.problems.map(\.line) == [7, 12, 17])
  }

  @Test(arguments: ["", "---\n", "[1, 2]", "just text", "a: [", "\t- x", "a: &x [*x]", "? [a]\n: b", "%", "a: *b"])
  func otherDocumentsAreRefused(text: String) {
    let error = #expect(throws: LoopFileError.self) { try parse(text) }
    #expect((error?.problems.count ?? 0) > 0)
    #expect(error?.problems.allSatisfy { $0.line >= 1 && $0.column >= 1 } == true)
  }

  @Test func aliasesCannotBlowUp() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(items)]\n"
    }
    let error = #expect(throws: LoopFileError.self) { try parse(text) }
    #expect(error?.description.contains("parts") == true)
  }

  /// A file within its own limit can state a configuration that no event holds: it is refused here, and not parked later.
  @Test func aConfigurationThatNoEventHoldsIsRefused() throws {
    let long = String(repeating: #"\x01"#, count: 50_000)
    let text = LoopFileTests.valid.replacing("name: ", with: "description: \"\(long)\"\nname: ", maxReplacements: 1)
    let error = #expect(throws: LoopFileError.self) { try parse(text) }
    #expect(
      error?.description.contains("over the limit of 262144; 300002 of them are in description; shorten it") == true)
    let short = text.replacing(long, with: String(long.prefix(40_000)))
    #expect(try parse(short).description.count == 10_000)
  }

  @Test func mutatedFilesNeverTrap() {
    var source = RandomJSON(seed: 12)
    var valid = 0
    for _ in 0..<600 {
      if (try? LoopFile.parse(source.mutated(Array(LoopFileTests.valid.utf8)), name: "test.yaml")) != nil { valid += 1 }
    }
    #expect(valid > 0)
  }

  private func parse(_ text: String) throws -> LoopConfig { try LoopFile.parse(Array(text.utf8), name: "test.yaml") }

  static let valid = """
    name: demo.loop
    inputs:
      zone: category
      amount: numeric
      note: {kind: text}

    clock: occurred
    label:
      name: bought
      classes: [no, yes]
      positive: yes
    join_window: 6h
    cleaning:
      ranges:
        amount: [0, 100]
    sealing:
      every: 36h
      minimum_examples: 10
    learner: {kind: mlp}
    default_answer: {label: no}
    gate:
      confidence: 0.95
      guardrails:
        - {slice: zone, maximum_regression: 0.1}
    """
}
