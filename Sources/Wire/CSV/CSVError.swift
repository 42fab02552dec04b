/// Why a file of comma-separated values, or a row of one, is not taken: what, where, and how to mend it.
package struct CSVError: Error, Sendable, Hashable {
  package var code: Code
  /// From 1; of a fault of quotes, the line in which the quote stands.
  package var line: Int
  /// The field's number, from 1; nil where it is about the whole row.
  package var column: Int?
  /// The column's name in the header, where there is one.
  package var name: String?
  /// What was found, such as a number of fields or a byte.
  package var found: String

  init(_ code: Code, line: Int, column: Int? = nil, name: String? = nil, found: String = "") {
    self.code = code
    self.line = line
    self.column = column
    self.name = name
    self.found = found
  }
}

extension CSVError {
  /// The kinds; their texts group rows in reports.
  package enum Code: String, Sendable, Hashable, CaseIterable {
    /// The file holds nothing.
    case empty
    case utf16
    case nul
    case invalidUTF8 = "invalid_utf8"
    case openQuote = "quote_never_closes"
    case behindQuote = "text_behind_quote"
    case bareQuote = "bare_quote"
    case emptyLine = "empty_line"
    case fieldCount = "field_count"
    case unnamedColumn = "unnamed_column"
    case columnTwice = "column_twice"
  }

  /// Whether the file cannot be read on without the row.
  package var isFatal: Bool {
    switch code {
    case .empty, .utf16, .unnamedColumn, .columnTwice: true
    default: false
    }
  }
}

extension CSVError: CustomStringConvertible {
  package var description: String { "\(place): \(problem); \(mend)" }

  /// Such as `line 12, column 3 ("city")`.
  package var place: String {
    var text = "line \(line)"
    if let column { text += ", column \(column)" }
    if let name { text += " (\"\(name.prefix(64))\")" }
    return text
  }

  package var problem: String {
    switch code {
    case .empty: "the file is empty"
    case .utf16: "the file begins with the byte-order mark of \(found)"
    case .nul: "a NUL character"
    case .invalidUTF8: "byte \(found) is no part of a UTF-8 character"
    case .openQuote: "the quote that opens here never closes"
    case .behindQuote: "there is text behind the quote that closes the field that opens here"
    case .bareQuote: "a quote inside a field that does not begin with one"
    case .emptyLine: "the line is empty"
    case .fieldCount: "the row has \(found)"
    case .unnamedColumn: "the header gives the column no name"
    case .columnTwice: "the header gives the name \(found) twice"
    }
  }

  package var mend: String {
    switch code {
    case .empty: "its first line has to name the columns"
    case .utf16, .invalidUTF8: "save the file as UTF-8"
    case .nul: "leave it out; a file saved as UTF-16 has many: save it as UTF-8"
    case .openQuote: "close it behind the field's text, and double each quote within"
    case .behindQuote: "let a comma or the end of the line follow the quote, and double each quote within"
    case .bareQuote: "put the whole field in quotes, and double each quote within"
    case .emptyLine: "take the line out"
    case .fieldCount: "put fields with commas or line ends in quotes, and leave the fields of missing values empty"
    case .unnamedColumn: "name it"
    case .columnTwice: "rename one of the columns"
    }
  }
}
