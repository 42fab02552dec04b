import Domain
import Testing

@testable import Learning

@Suite struct InputBatchTests {
  private let declarations = [
    InputDeclaration(name: "size", kind: .numeric), InputDeclaration(name: "colour", kind: .category),
    InputDeclaration(name: "note", kind: .text), InputDeclaration(name: "at", kind: .time),
  ]

  @Test func readsObjects() {
    var builder = InputBatchBuilder(declarations)
    let good: JSONValue = ["size": 2.5, "colour": "red", "note": "hello", "at": "1970-01-02T00:00:00+01:00", "x": 1]
    #expect(builder.append(good).isEmpty)
    #expect(builder.append(["size": nil, "colour": 7, "note": nil]).isEmpty)
    #expect(builder.append(["colour": true, "size": 3]).isEmpty)
    let batch = builder.build()
    #expect(batch.count == 3)
    guard case .numeric(let sizes)? = batch["size"], case .category(let codes, let values)? = batch["colour"],
      case .text(let notes)? = batch["note"], case .time(let times)? = batch["at"]
    else {
      Issue.record("a column has another kind")
      return
    }
    #expect(sizes[0] == 2.5 && sizes[1].isNaN && sizes[2] == 3)
    #expect(codes == [0, 1, 2] && values == ["red", "7", "true"])
    #expect(notes == ["hello", nil, nil])
    #expect(times[0] == 82_800 && times[1].isNaN)
  }

  @Test func reportsWrongKindsAndEntersThemAsMissing() {
    var builder = InputBatchBuilder(declarations)
    let problems = builder.append(["size": "big", "colour": [1], "note": 4, "at": "yesterday"])
    #expect(problems.map(\.input) == ["size", "colour", "note", "at"])
    #expect(problems[0].message == "input `size` has to be a number, but is \"big\"")
    #expect(builder.append("no object").count == 4)
    let batch = builder.build()
    #expect(batch.count == 2)
    guard case .category(let codes, _)? = batch["colour"] else {
      Issue.record("colour is no category")
      return
    }
    #expect(codes == [-1, -1])
  }

  @Test func subsetsKeepOrder() throws {
    let batch = try TestData.xor(10, seed: 1).inputs
    guard case .numeric(let all) = batch.columns[0], case .numeric(let some) = batch.subset([7, 2, 7]).columns[0],
      case .numeric(let range) = batch.subset(3..<6).columns[0]
    else {
      Issue.record("a is not numeric")
      return
    }
    #expect(some == [all[7], all[2], all[7]])
    #expect(range == Array(all[3..<6]))
  }

  @Test func unfittingPartsAreRefused() throws {
    #expect(throws: LearningError.self) {
      try InputBatch(names: ["a", "b"], columns: [.numeric([1]), .numeric([1, 2])])
    }
    #expect(throws: LearningError.self) { try InputBatch(names: ["a", "a"], columns: [.numeric([1]), .numeric([1])]) }
    let one = try InputBatch(names: ["a"], columns: [.numeric([1])])
    #expect(throws: LearningError.self) { try ExampleSet(inputs: one, labels: [2], times: [0], classes: ["a", "b"]) }
    #expect(throws: LearningError.self) { try ExampleSet(inputs: one, labels: [], times: [], classes: ["a"]) }
  }

  @Test func labelsInOtherClasses() throws {
    let data = try TestData.sentences(30, seed: 1)
    let others = data.labels(in: ["sound", "games"])
    for (label, other) in zip(data.labels, others) { #expect(other == [1, -1, 0][Int(label)]) }
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0.0), ("2013-03-10T07:30:15.5Z", 1_362_900_615.5),
    ("2013-03-10T02:30:15-05:00", 1_362_900_615), ("2000-02-29t23:59:60z", 951_868_800),
    ("1969-12-31T23:59:59Z", -1),
  ])
  func times(text: String, seconds: Double) { #expect(InputTime.seconds(text) == seconds) }

  @Test(arguments: [
    "2013-03-10", "2013-02-29T00:00:00Z", "2013-03-10T24:00:00Z", "2013-03-10T02:30:15", "2013-03-10T02:30:15+5:00",
    "2013-03-10T02:30:15.Z", "2013-13-10T02:30:15Z", "", "2013-03-10T02:30:15Z ",
  ])
  func noTimes(text: String) { #expect(InputTime.seconds(text) == nil) }
}
