import Domain
import Testing
import Wire

/// Rows of a file as a loop takes them.
struct RowReadingTests {
  private func reading(
    _ inputs: [(String, InputKind)] = [("x", .numeric)], classes: [String] = [],
    errors: Int = 0, wrongKind: RowReading.WrongKind = .missing, labelTime: String? = "known"
  ) throws -> RowReading {
    RowReading(
      columns: RowColumns(
        time: "asked", label: "label", labelTime: labelTime,
        inputs: inputs.map { InputDeclaration(name: $0.0, kind: $0.1) }),
      classes: classes, errorLimit: errors,
      wrongKind: wrongKind)
  }

  private func rows(_ csv: String, _ reading: RowReading) throws -> RecordedData {
    try reading.read(Array(csv.utf8), format: .csv)
  }

  private func refusal(_ csv: String, _ reading: RowReading, format: RowFile.Format = .csv) -> String? {
    do throws(RowError) {
      _ = try reading.read(Array(csv.utf8), format: format)
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func inputs(_ data: RecordedData) -> [String] {
    data.rows.sorted { $0.line < $1.line }.map { String(decoding: data.input($0), as: UTF8.self) }
  }

  @Test func aByteOrderMarkIsPassedOver() throws {
    let csv = "asked,label,known,x\n2026-01-01T00:00:00Z,yes,2026-01-01T01:00:00Z,1\n"
    let plain = try rows(csv, try reading())
    let marked = try rows("\u{FEFF}" + csv, try reading())
    #expect(marked.rows == plain.rows && marked.inputs == plain.inputs)
  }

  @Test func aRowWithoutLabelIsADecisionWithoutFeedback() throws {
    let data = try rows(
      "asked,label,known,x\n2026-01-01T00:00:00Z,,,1\n2026-01-01T00:01:00Z,,2026-01-02T00:00:00Z,1\n"
        + "2026-01-01T00:02:00Z,yes,2026-01-02T00:00:00Z,1\n", try reading())
    #expect(data.rows.map { $0.label?.name } == [nil, nil, "yes"])
    #expect(data.counts.unlabelled == 2 && data.counts.read == 3)
    let found = refusal("asked,label,known,x\n2026-01-01T00:00:00Z,yes,,1\n", try reading())
    #expect(
      found?.hasPrefix("line 2, column \"known\": the row has a label, and no time") == true, "\(found ?? "taken")")
  }

  /// The digits stay; what is no JSON number is of the wrong kind.
  @Test func numbersStayAsTheyAreWritten() throws {
    let tokens = ["1.50", "9007199254740993", "1e2", "-0", "0.1000000000000000055511151231257827", "\"2.0\""]
    let csv = "asked,label,known,x\n" + tokens.map { "2026-01-01T00:00:00Z,,,\($0)\n" }.joined()
    let expected = tokens.map { "{\"x\":\($0.replacing("\"", with: ""))}" }
    #expect(inputs(try rows(csv, try reading())) == expected)

    let wrong = ["NaN", "inf", "0x1A", "1_000", "\"1,5\"", " 1", "1 ", "+1", "01", ".5", "1.", "1e400", "one"]
    let bad = "asked,label,known,x\n" + wrong.map { "2026-01-01T00:00:00Z,,,\($0)\n" }.joined()
    let data = try rows(bad, try reading())
    #expect(inputs(data) == wrong.map { _ in "{}" })
    #expect(data.counts.wrongKind["x"]?.count == wrong.count)
    #expect(data.counts.wrongKind["x"]?.line == 2 && data.counts.wrongKind["x"]?.text == "NaN")
    for (number, cell) in wrong.enumerated() {
      let text = "asked,label,known,x\n" + "2026-01-01T00:00:00Z,,,1\n" + "2026-01-01T00:00:00Z,,,\(cell)\n"
      let found = try #require(refusal(text, try reading(wrongKind: .reject)), "\(number)")
      #expect(found.hasPrefix("line 3, column \"x\": ") && found.contains("leave the cell empty"), "\(found)")
    }
    let sent = try rows("asked,label,known,x\n2026-01-01T00:00:00Z,,,NaN\n", try reading(wrongKind: .sent))
    #expect(inputs(sent) == ["{\"x\":\"NaN\"}"])
  }

  @Test func cellsWithoutQuotesThatAreNumbersCountAsNumbers() throws {
    let csv = """
      asked,label,known,c
      2026-01-01T00:00:00Z,1.0,2026-01-01T00:00:00Z,1.0
      2026-01-01T00:00:01Z,"1.0",2026-01-01T00:00:00Z,"1.0"
      2026-01-01T00:00:02Z,1,2026-01-01T00:00:00Z,02142

      """
    let data = try rows(csv, try reading([("c", .category)]))
    #expect(data.rows.map { $0.label?.name } == ["1", "1.0", "1"])
    #expect(data.rows.map { $0.label?.json } == ["1.0", "\"1.0\"", "1"])
    #expect(inputs(data) == ["{\"c\":1.0}", "{\"c\":\"1.0\"}", "{\"c\":\"02142\"}"])
    let found = refusal(csv, try reading([("c", .category)], classes: ["0", "1"]))
    #expect(found?.hasPrefix("line 3, column \"label\": \"1.0\" is none of the loop's classes: 0, 1") == true)
  }

  @Test func badRowsAreLeftOutUpToALimit() throws {
    let csv = "asked,label,known,x\n2026-01-01T00:00:00Z,,,1\nyesterday,,,2\n2026-01-01T00:00:00Z,,3\n"
    var told: [String] = []
    let data = try reading(errors: 2).read(Array(csv.utf8), format: .csv) { told.append($0.description) }
    #expect(data.rows.count == 1 && data.counts.read == 3)
    #expect(data.counts.reasons == ["time": 1, "field_count": 1] && data.counts.leftOut.map(\.line) == [3, 4])
    #expect(told.count == 2 && told[0].hasPrefix("line 3, column \"asked\": \"yesterday\" is not a time"))
    let found = refusal(csv, try reading(errors: 1))
    #expect(found?.hasPrefix("line 4: the row has 3 fields where the header has 4 names") == true)
    #expect(refusal("asked,label,known\n", try reading(errors: 9))?.contains("no column \"x\"") == true)
  }

  /// The same row has the same id however its cells are written, and the id that it always had.
  @Test func idsAreThoseOfTheContent() throws {
    let data = try rows(
      "asked,label,known,x,c,at\n"
        + "2026-01-01T00:00:00Z,yes,2026-01-01T00:00:00Z,1.50,b,2026-01-01T01:00:00+01:00\n",
      try reading([("x", .numeric), ("c", .category), ("at", .time)]))
    let content = "{\"x\":1.5,\"c\":\"b\",\"at\":\"2026-01-01T00:00:00Z\"}2026-01-01T00:00:00Zyes"
    #expect(data.rows.map(\.id) == [String(Digest.hex(of: content.utf8).prefix(24))])
    #expect(inputs(data) == ["{\"x\":1.50,\"c\":\"b\",\"at\":\"2026-01-01T01:00:00+01:00\"}"])
  }

  @Test func jsonLinesAreReadStrictly() throws {
    let lines = """
      \u{FEFF}{"asked": "2026-01-01T00:00:00Z", "x": 1.50, "label": true, "known": "2026-01-01T00:00:00Z", "more": [1]}\r

      {"asked": "2026-01-01T00:00:01Z", "label": 1.0, "known": "2026-01-01T00:00:00Z", "x": null}
      """
    let data = try reading().read(Array(lines.utf8), format: .jsonLines)
    #expect(data.rows.map(\.line) == [1, 3])
    #expect(data.rows.map { $0.label?.json } == ["true", "1.0"] && data.rows.map { $0.label?.name } == ["true", "1"])
    #expect(inputs(data) == ["{\"x\":1.50}", "{}"])
    #expect(data.counts.unused == ["more"] && data.counts.labelsBeforeRows == 1)

    for (line, expected) in [
      ("{\"x\": 1, \"x\": 2}", "line 2: a member name that the object has already"), ("[1]", "line 2: the line is no"),
      ("{\"x\": NaN}", "line 2: a byte that JSON does not allow here"), ("{} {}", "line 2: more bytes after"),
      ("{\"x\": {\"a\": 1, \"a\": 2}}", "line 2: a member name that"),
    ] {
      let text = "{\"asked\": \"2026-01-01T00:00:00Z\", \"label\": null}\n\(line)\n"
      let found = try #require(refusal(text, try reading(), format: .jsonLines))
      #expect(found.hasPrefix(expected), "\(found)")
    }
    for (line, mend) in [
      ("{\"x\": NaN}", "send null"), ("{\"x\": -Infinity}", "send null"), ("{}\r{}", "with LF or CRLF"),
    ] {
      let found = try #require(refusal(line + "\n", try reading(), format: .jsonLines))
      #expect(found.contains(mend), "\(found)")
    }
    let codes = JSONError.Code.allCases.map(\.name)
    #expect(codes.contains("invalid_utf8") && codes.contains("byte_order_mark") && codes.contains("nul"))
    #expect(codes.allSatisfy { $0 == $0.lowercased() } && Set(codes).count == codes.count)
    let misspelt = refusal("{\"asked\": \"2026-01-01T00:00:00Z\", \"labl\": 1}\n", try reading(), format: .jsonLines)
    #expect(misspelt?.contains("no row has a member \"label\"") == true && misspelt?.contains("\"labl\"") == true)
  }
}
