import Domain
import Foundation
import Testing

@testable import Wire

/// `docs/reference/values.md` says what the code says.
@Suite struct ValuesPageTests {
  private static let limits: [String: Int] = [
    "characters of a number written out without exponent": ExactDecimal.limit,
    "exponent of a number, in either direction": ExactDecimal.exponentLimit,
    "bytes of a time": RFC3339.limit,
    "minutes of a time's offset from UTC": Int(RFC3339.offsetLimit),
    "bytes of a loop's name": LoopName.limit,
    "characters of an interaction's id, and of a feedback's by HTTP": TextLength.interactionID,
    "characters of a unit": TextLength.unit,
    "characters of a class": TextLength.className,
    "characters of a comment": TextLength.comment,
    "characters of an event's id": TextLength.eventID,
    "characters of a feedback's source by HTTP": TextLength.feedbackSource,
    "characters of any other attribute of an event": TextLength.attribute,
    "characters of a record's key": TextLength.key,
    "bytes of a record's headers": CloudEventDecoder.headersLimit,
    "arrays and objects within each other": JSONScanner.depthLimit,
    "a count in a loop's configuration": Int(LoopConfig.largestCount),
    "days of a length of time in a loop's configuration, and of `simulate`'s options": Int(
      LoopConfig.longestSpan.microseconds / 86_400_000_000),
  ]

  @Test func limitsAreTheCodes() throws {
    let page = try String(
      contentsOf: Fixture.root.appendingPathComponent("docs/reference/values.md"), encoding: .utf8)
    let table = try #require(page.components(separatedBy: "## Limits").last)
    var said: [String: Int] = [:]
    for line in table.split(separator: "\n") where line.hasPrefix("| ") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      if let limit = Int(cells[1]) { said[cells[0]] = limit }
    }
    #expect(said == ValuesPageTests.limits)
  }

  /// The schemas, AsyncAPI and OpenAPI limit lengths as the code does.
  @Test func schemasHaveTheSameLimits() throws {
    for (file, path, limit) in [
      ("millrace.interaction.recorded.v1", ["interaction_id"], TextLength.interactionID),
      ("millrace.interaction.recorded.v1", ["unit"], TextLength.unit),
      ("millrace.interaction.recorded.v1", ["output", "label"], TextLength.className),
      ("millrace.feedback.received.v1", ["interaction_id"], TextLength.interactionID),
      ("millrace.feedback.received.v1", ["label"], TextLength.className),
      ("millrace.feedback.received.v1", ["comment"], TextLength.comment),
      ("millrace.loop.configured.v1", ["config", "name"], LoopName.limit),
      ("millrace.loop.configured.v1", ["config", "label", "positive"], TextLength.className),
    ] {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: Fixture.streams + "/schemas/\(file).json"))
      let schema = path.reduce(try JSONReader.parse([UInt8](bytes))) { $0["properties"]?[$1] ?? .null }
      #expect(schema["maxLength"] == .integer(Int64(limit)), "\(file) \(path)")
    }
    let asyncAPI = try Data(contentsOf: Fixture.root.appendingPathComponent("streams/asyncapi.yaml"))
    let headers = try YAMLTree([UInt8](asyncAPI)).value["components"]?["schemas"]?["CloudEventHeaders"]?["properties"]
    #expect(headers?["ce_id"]?["maxLength"] == .integer(Int64(TextLength.eventID)))
    for name in ["source", "subject", "correlationid", "causationid", "traceparent"] {
      #expect(headers?["ce_\(name)"]?["maxLength"] == .integer(Int64(TextLength.attribute)), "\(name)")
    }
    let openAPI = try Data(contentsOf: Fixture.root.appendingPathComponent("docs/reference/openapi.yaml"))
    let schemas = try YAMLTree([UInt8](openAPI)).value["components"]?["schemas"]
    for (schema, name, limit) in [
      ("DecisionRequest", "interaction_id", TextLength.interactionID), ("DecisionRequest", "unit", TextLength.unit),
      ("FeedbackRequest", "interaction_id", TextLength.interactionID), ("FeedbackRequest", "unit", TextLength.unit),
      ("FeedbackRequest", "feedback_id", TextLength.interactionID), ("FeedbackRequest", "label", TextLength.className),
      ("FeedbackRequest", "comment", TextLength.comment), ("FeedbackRequest", "source", TextLength.feedbackSource),
    ] {
      let found = schemas?[schema]?["properties"]?[name]?["maxLength"]
      #expect(found == .integer(Int64(limit)), "\(schema).\(name)")
    }
  }
}
