/// The relative links of a Markdown document, and what of it others may link to.
struct DocumentLinks {
  /// One link.
  struct Link: Hashable {
    /// Where it begins, from 1.
    var line: Int
    /// Of the link's text, where that is one name in code font and nothing else.
    var name: String?
    /// As it is written, up to the `#`; empty: this document.
    var path: String
    /// What follows the `#`.
    var heading: String?
  }

  private(set) var links: [Link] = []
  /// As a link names them behind the `#`.
  private(set) var headings: Set<String> = []

  /// - Parameter text: its fenced blocks are let pass.
  init(_ text: String) {
    var lines: [Substring] = []
    var isFenced = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isFence = line.drop { $0 == " " }.hasPrefix("```")
      lines.append(isFenced || isFence ? "" : line)
      if isFence { isFenced.toggle() }
    }
    for line in lines where line.hasPrefix("#") { headings.insert(DocumentLinks.anchor(line)) }
    let prose = lines.joined(separator: "\n")
    let link = #/\[((?:`[^`]*`|[^\[\]`])*)\]\(([^()\s]+)\)/#
    for match in prose.matches(of: link) where match.output.2.firstMatch(of: #/^[a-z]+:/#) == nil {
      let parts = match.output.2.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      links.append(
        Link(
          line: 1 + prose[..<match.range.lowerBound].count(where: \.isNewline),
          name: DocumentLinks.name(match.output.1), path: String(parts[0]),
          heading: parts.count > 1 ? String(parts[1]) : nil))
    }
  }

  /// Where a link of a file leads to, from the repository's root; nil where it leads out of that.
  static func target(_ path: String, from file: String) -> String? {
    guard !path.isEmpty else { return file }
    var parts = Array(file.split(separator: "/").dropLast())
    for part in path.split(separator: "/") where part != "." {
      guard part == ".." else {
        parts.append(part)
        continue
      }
      guard parts.popLast() != nil else { return nil }
    }
    return parts.joined(separator: "/")
  }

  /// Whether a text has a word that is not a part of a longer one.
  static func hasWord(_ word: String, in text: String) -> Bool {
    func continues(_ character: Character?) -> Bool {
      character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
    }
    return text.ranges(of: word).contains { range in
      !continues(text[..<range.lowerBound].last) && !continues(text[range.upperBound...].first)
    }
  }

  private static func name(_ text: Substring) -> String? {
    text.wholeMatch(of: #/`([^`]+)`/#).map { String($0.output.1) }
  }

  /// A heading as GitHub names it in links.
  private static func anchor(_ heading: Substring) -> String {
    var anchor = ""
    for character in heading.drop(while: { $0 == "#" || $0 == " " }).lowercased() {
      if character == " " { anchor += "-" }
      if character.isLetter || character.isNumber || character == "-" || character == "_" { anchor.append(character) }
    }
    return anchor
  }
}
