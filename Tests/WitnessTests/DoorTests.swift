import Domain
import Kafka
import TestSupport
import Testing
import Wire

/// What an earlier program wrote passes this one's door: no good event of before is parked.
@Suite struct DoorTests {
  private let contract: Contract
  private let decoder: CloudEventDecoder

  init() throws {
    contract = try Contract.load(directory: Witness().folder.path + "/../../../streams")
    decoder = CloudEventDecoder(contract: contract)
  }

  /// A field of PostgreSQL's COPY in text form; nil for null.
  private static func field(_ text: Substring) -> String? {
    guard text != "\\N" else { return nil }
    var (value, isEscaped) = ("", false)
    for character in text {
      if isEscaped {
        value.append(["n": "\n", "t": "\t", "r": "\r"][character] ?? character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        value.append(character)
      }
    }
    return value
  }

  @Test func takesTheLedgerOfBefore() throws {
    let lines = try Witness().lines("event.copy")
    let names = lines[0].split(separator: "\t").map(String.init)
    var refused: [String: [String]] = [:]
    for line in lines.dropFirst() {
      let values = line.split(separator: "\t", omittingEmptySubsequences: false).map(DoorTests.field)
      let row = Dictionary(zip(names, values), uniquingKeysWith: { first, _ in first }).compactMapValues(\.self)
      let time = try #require(row["occurred_at"]).replacing(" ", with: "T")
      let event = Event(
        id: try #require(row["event_id"]), source: try #require(row["source"]), type: try #require(row["type"]),
        subject: row["subject"], occurredAt: try Timestamp(text: time + ":00"), loop: try #require(row["loop"]),
        key: row["key"], correlationID: row["correlation_id"], causationID: row["causation_id"],
        data: Array(try #require(row["data"]).utf8))
      guard case .failure(let rejection) = decoder.decode(try CloudEventEncoder(contract: contract).encode(event))
      else {
        continue
      }
      refused[event.type, default: []].append(rejection.message)
    }
    // It was forced when nobody was asked who forces it; it is in the ledger, and stays there.
    #expect(refused.keys.sorted() == [DatasetRequested.type] && refused.values.first?.count == 1, "\(refused)")
    #expect(lines.count > 1_000)
  }

  @Test func takesTheSpoolOfBefore() throws {
    for line in try Witness().lines("spool.jsonl") {
      let json = try JSONReader.parse(line)
      let record = RawRecord(
        topic: try #require(json["topic"]?.string), key: json["key"]?.string.map { Array($0.utf8) },
        value: json["value"]?.string.map { Array($0.utf8) },
        headers: (json["headers"]?.array ?? []).map { header in
          RawHeader(header.array?[0].string ?? "", header.array?[1].string.map { Array($0.utf8) })
        })
      #expect(throws: Never.self) { try decoder.decode(record).get() }
    }
  }
}
