import Domain
import Testing
import Wire

struct CSVReaderTests {
  private func read(_ bytes: [UInt8]) throws(CSVError) -> [[String]] {
    var reader = try CSVReader(bytes)
    var rows = [reader.header]
    while try reader.next() { rows.append(reader.header.indices.map { reader.text($0) }) }
    return rows
  }

  private func refusal(_ text: String) -> CSVError? { refusal(Array(text.utf8)) }

  private func refusal(_ bytes: [UInt8]) -> CSVError? {
    do throws(CSVError) {
      _ = try read(bytes)
      return nil
    } catch {
      return error
    }
  }

  private static func isEqual(_ left: [[String]], _ right: [[String]]) -> Bool {
    // Bytes, since `==` on strings takes other letters for the same.
    left.map { $0.map { Array($0.utf8) } } == right.map { $0.map { Array($0.utf8) } }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func whatWasWrittenIsReadBack(seed: UInt64) throws {
    var random = RandomJSON(seed: seed)
    for _ in 0..<20 {
      let table = CSVTable(&random)
      var reader = try CSVReader(table.bytes)
      var (rows, lines): ([[String]], [Int]) = ([reader.header], [])
      while try reader.next() {
        rows.append(reader.header.indices.map { reader.text($0) })
        lines.append(reader.line)
      }
      #expect(CSVReaderTests.isEqual(rows, [table.header] + table.rows), "\(table.bytes)")
      #expect(lines == table.lines)
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func otherBytesAreRefusedOrReadAsTheReferenceReadsThem(seed: UInt64) throws {
    var random = RandomJSON(seed: seed)
    let alphabet = Array("\"\",,\n\r\u{0}a1 ".utf8) + [0xEF, 0xBB, 0xBF, 0xC3, 0xA9, 0xFF]
    for _ in 0..<50 {
      var bytes = CSVTable(&random).bytes
      for _ in 0...random.below(3) {
        let place = random.below(bytes.count + 1)
        let byte = alphabet[random.below(alphabet.count)]
        if random.below(3) == 0, place < bytes.count {
          bytes[place] = byte
        } else if random.below(2) == 0, place < bytes.count {
          bytes.remove(at: place)
        } else {
          bytes.insert(byte, at: place)
        }
      }
      let reference = ReferenceCSV.read(bytes)
      let found = try? read(bytes)
      #expect((found == nil) == (reference == nil), "\(bytes): \(refusal(bytes).map { "\($0)" } ?? "taken")")
      if let found, let reference { #expect(CSVReaderTests.isEqual(found, reference), "\(bytes)") }
    }
  }

  /// Whatever is wrong, the reader gets to the end of the file, and goes on behind each bad row.
  @Test(arguments: 0..<100 as Range<UInt64>)
  func goesOnBehindBadRows(seed: UInt64) throws {
    var random = RandomJSON(seed: seed)
    for _ in 0..<20 {
      let bytes = random.mutated(CSVTable(&random).bytes)
      guard var reader = try? CSVReader(bytes) else { continue }
      var (looks, line, hasMore) = (0, 0, true)
      while hasMore {
        do throws(CSVError) {
          hasMore = try reader.next()
        } catch {
          #expect(!error.isFatal)
        }
        #expect(reader.line >= line)
        line = reader.line
        looks += 1
        try #require(looks <= bytes.count + 2)
      }
    }
  }

  @Test func aBadRowCostsNoneButItself() throws {
    var reader = try CSVReader(Array("a,b\n1,2\n\"x\ny\"z,4\n5,6\n7\n8,\"9\n10,11\n".utf8))
    var (rows, errors): ([[String]], [String]) = ([], [])
    var hasMore = true
    while hasMore {
      do throws(CSVError) {
        hasMore = try reader.next()
        if hasMore { rows.append([reader.text(0), reader.text(1)]) }
      } catch {
        errors.append("\(error.line) \(error.code.rawValue)")
      }
    }
    #expect(rows == [["1", "2"], ["5", "6"], ["10", "11"]])
    // The second line of the broken text begins with a piece that ends in a quote.
    #expect(errors == ["3 text_behind_quote", "4 bare_quote", "6 field_count", "7 quote_never_closes"])
  }

  /// Each of the issue's, and of their kind: the line is that in which the quote stands.
  @Test(arguments: [
    ("a,b\n1,2\n3,\"x\n4,5\n6,7\n", "line 3, column 2 (\"b\"): the quote that opens here never closes"),
    ("a,b\n\"Oslo\"x,1\n", "line 2, column 1 (\"a\"): there is text behind the quote"),
    ("a,b\n1,\"p\nq\"r\n", "line 2, column 2 (\"b\"): there is text behind the quote"),
    ("a,b\n\"p\nq\",\"r\ns\" \n", "line 3, column 2 (\"b\"): there is text behind the quote"),
    ("a,b\r\n1,5\" pipe\r\n", "line 2, column 2 (\"b\"): a quote inside a field that does not begin with one"),
    ("a,b\n1,2,3\n", "line 2: the row has 3 fields where the header has 2 names"),
    ("a,b\n1\n", "line 2: the row has 1 field where the header has 2 names"),
    ("a,b\n\n1,2\n", "line 2: the line is empty; take the line out"),
    ("a,b\n1,\u{0}\n", "line 2, column 2 (\"b\"): a NUL character"),
    ("a,b,a\n", "line 1, column 3: the header gives the name \"a\" of column 1 twice"),
    ("a,,b\n", "line 1, column 2: the header gives the column no name"),
    ("\u{FEFF}", "line 1: the file is empty"),
    ("", "line 1: the file is empty"),
  ])
  func theErrorSaysWhere(_ text: String, _ expected: String) throws {
    let error = try #require(refusal(text))
    #expect("\(error)".hasPrefix(expected), "\(error)")
    #expect(!error.mend.isEmpty)
  }

  @Test func otherEncodingsAreRefused() throws {
    let latin1 = try #require(refusal(Array("a,city\n1,\"M\nZ".utf8) + [0xFC] + Array("rich\"\n".utf8)))
    #expect(
      "\(latin1)" == "line 3, column 2 (\"city\"): byte FC is no part of a UTF-8 character; save the file as UTF-8")
    let utf16 = try #require(refusal([0xFF, 0xFE, 0x61, 0, 0x2C, 0]))
    #expect("\(utf16)".contains("UTF-16") && utf16.isFatal)
  }

  /// Of one letter in two spellings the bytes are two, and so are the columns.
  @Test func namesAreComparedByBytes() throws {
    let reader = try CSVReader(Array("\u{e9},e\u{301}\n".utf8))
    #expect(reader.header.map { $0.utf8.count } == [2, 3])
  }

  @Test func emptyLinesAtTheEndArePassedOver() throws {
    #expect(try read(Array("a,b\n1,2\n\n\r\n\n".utf8)) == [["a", "b"], ["1", "2"]])
    // With a single column an empty line is a row.
    #expect(try read(Array("a\n1\n\n".utf8)) == [["a"], ["1"], [""]])
  }
}
