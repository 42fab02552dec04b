import Domain

@testable import Wire

/// One way to spoil a record, and what has to be said of it.
struct RejectionCase: Sendable, CustomStringConvertible {
  var reason: Rejection.Reason
  var message: String
  var change: @Sendable (inout RawRecord) -> Void

  var description: String { "\(reason.rawValue): \(message)" }

  private static func header(
    _ name: String, _ value: [UInt8]?, _ reason: Rejection.Reason, _ message: String
  ) -> RejectionCase {
    RejectionCase(reason: reason, message: message) { record in
      record.headers.removeAll { $0.name == name }
      record.headers.append(RawHeader(name, value))
    }
  }

  /// Makes it a record of another type.
  private static func become(_ data: some EventData, on topic: String, _ record: inout RawRecord) {
    record.topic = topic
    record.headers.removeAll { $0.name == "ce_type" }
    record.headers.append(RawHeader("ce_type", Array(type(of: data).type.utf8)))
    record.value = Array(data.json.canonicalText.utf8)
  }

  private static func missing(_ name: String) -> RejectionCase {
    RejectionCase(reason: .missingAttribute, message: "the header \(name) is missing") { record in
      record.headers.removeAll { $0.name == name }
    }
  }

  private static func body(_ value: [UInt8]?, _ reason: Rejection.Reason, _ message: String) -> RejectionCase {
    RejectionCase(reason: reason, message: message) { $0.value = value }
  }

  private static func body(_ text: String, _ reason: Rejection.Reason, _ message: String) -> RejectionCase {
    body(Array(text.utf8), reason, message)
  }

  static let all: [RejectionCase] =
    ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_loop"].map(missing) + attributes + bodies

  private static let attributes: [RejectionCase] = [
    header("ce_specversion", Array("0.3".utf8), .malformedAttribute, "ce_specversion is \"0.3\""),
    header("ce_id", nil, .malformedAttribute, "ce_id has no value"),
    header("ce_id", [], .malformedAttribute, "ce_id has no value"),
    header("ce_id", Array(repeating: 0x61, count: 513), .malformedAttribute, "ce_id has 513 characters"),
    header("ce_source", Array(repeating: 0x61, count: 1025), .malformedAttribute, "ce_source has 1025 characters"),
    header("ce_source", [0xFF], .malformedAttribute, "ce_source is not UTF-8"),
    header("ce_subject", [0x61, 0x00], .malformedAttribute, "ce_subject holds a control character"),
    header("ce_time", Array("yesterday".utf8), .malformedAttribute, "ce_time is no RFC 3339 time"),
    header("ce_time", nil, .malformedAttribute, "ce_time has no value"),
    header("ce_loop", Array("flights".utf8), .malformedAttribute, "which is no loop name"),
    header("ce_loop", Array("*".utf8), .malformedAttribute, "belongs to one loop"),
    header("ce_my-ext", [0x61], .malformedAttribute, "a name that CloudEvents does not allow"),
    header("content-type", Array("application/cloudevents+avro".utf8), .unsupportedContentType, "cloudevents+avro"),
    header(
      "content-type", Array("application/cloudevents-batch+json".utf8), .unsupportedContentType,
      "send one event per record"),
    header("ce_type", Array("millrace.other.v1".utf8), .unknownType, "millrace.other.v1"),
    header("ce_type", Array(ClockTicked.type.utf8), .wrongTopic, "send it to millrace.clock"),
    RejectionCase(reason: .ledgerOnly, message: "what the ledger alone says") { record in
      record.headers.removeAll { $0.name == "ce_type" || $0.name == "ce_loop" }
      record.headers += [RawHeader("ce_type", Array(RulesAdopted.type.utf8)), RawHeader("ce_loop", [0x2A])]
    },
    header("ce_big", Array(repeating: 0x61, count: 33_000), .tooLarge, "the headers have"),
    RejectionCase(reason: .malformedAttribute, message: "ce_id is there twice") { record in
      record.headers.append(RawHeader("ce_id", [0x61]))
    },
    RejectionCase(reason: .malformedAttribute, message: "ce_region is there twice") { record in
      record.headers.append(RawHeader("ce_region", [0x61]))
    },
    RejectionCase(reason: .malformedKey, message: "is not UTF-8") { $0.key = [0xC0] },
    RejectionCase(reason: .malformedKey, message: "NUL") { $0.key = [0x61, 0x00] },
    RejectionCase(reason: .malformedKey, message: "2000 characters") { $0.key = Array(repeating: 0x61, count: 2000) },
    RejectionCase(reason: .configInvalid, message: "digest: is missing") { record in
      become(LoopConfigured(config: LoopConfigured.full.config), on: "millrace.loops", &record)
    },
    RejectionCase(reason: .dataInvalid, message: "/by: is missing") { record in
      become(DatasetRequested(reason: "now", force: true), on: "millrace.datasets", &record)
    },
    RejectionCase(reason: .wrongTopic, message: "came on the topic millrace.clock") { $0.topic = "millrace.clock" },
  ]

  private static let bodies: [RejectionCase] = [
    body(nil, .nullBody, "the record has no body"),
    body([], .invalidJSON, "there is no JSON value"),
    body("{", .invalidJSON, "ends in the middle"),
    body(#"{"input": {"a": "\q"}}"#, .invalidJSON, "/input/a: an escape that JSON does not know"),
    body([0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xFF, 0x22, 0x7D], .invalidUTF8, "/a: bytes that are not UTF-8"),
    body(#"{"input": {"a": "\u0000"}}"#, .nul, "/input/a: the NUL character"),
    body(#"{"input": ["x", "\udfff"]}"#, .loneSurrogate, "/input/1: half of a surrogate pair"),
    body(String(repeating: "[", count: 65), .tooDeep, "nested over 64 deep"),
    body(#"{"input": {"a": 1e999}}"#, .numberOutOfRange, "/input/a: a number outside the range"),
    body(#"{"input": {"a": 1, "a": 2}}"#, .duplicateMember, "/input"),
    body("{\"input\": {\"a\": \"\(String(repeating: "x", count: 262_144))\"}}", .tooLarge, "over the limit of 262144"),
    body(
      #"{"interaction_id": "i", "input": {}, "output": {"label": "a", "probability": 2}}"#, .schema,
      "/output/probability: expected a number of at most 1, found 2"),
    body(#"{"interaction_id": "i", "input": {}}"#, .schema, "a member \"output\""),
    body(
      #"{"interaction_id": "", "input": {}, "output": {}}"#, .schema, "/interaction_id: expected a string of at least 1"
    ),
    body("[]", .schema, "the body: expected object, found an array"),
  ]
}
