import Testing

/// What the documents link to is there.
///
/// A relative link leads to a file or a folder, and one with a `#` to a heading of that document. A link whose text is
/// one name in code font, such as [`Curator`](../Sources/Reactors/Curator/Curator.swift), says that the name stands in
/// that file, as a whole word: what moves or is named anew takes its links along.
@Suite struct DocumentLinksTests {
  @Test func linksAreRead() {
    let document = DocumentLinks(
      """
      # One of `two`, and 3
      See [a b](x/y.md#z) and [`Name`](../A+B.swift),
      [the `Name` in
      two lines](z.md), ![picture](p.svg) or [elsewhere](https://example.org/a#b).
      ```
      # No heading
      [no](no.md)
      ```
      [here](#it)
      """)
    #expect(document.links.map(\.path) == ["x/y.md", "../A+B.swift", "z.md", "p.svg", ""])
    #expect(document.links.map(\.line) == [2, 2, 3, 4, 9])
    #expect(document.links.map(\.name) == [nil, "Name", nil, nil, nil])
    #expect(document.links.map(\.heading) == ["z", nil, nil, nil, "it"])
    #expect(document.headings == ["one-of-two-and-3"])
  }

  @Test func linksLeadFromTheirDocument() {
    #expect(DocumentLinks.target("../Sources/A.swift", from: "docs/a.md") == "Sources/A.swift")
    #expect(DocumentLinks.target("./b/", from: "docs/a/a.md") == "docs/a/b")
    #expect(DocumentLinks.target("", from: "docs/a.md") == "docs/a.md")
    #expect(DocumentLinks.target("../../a", from: "docs/a.md") == nil)
  }

  @Test func aNameIsAWholeWord() {
    #expect(DocumentLinks.hasWord("Slot", in: "Slots, a Slot."))
    #expect(DocumentLinks.hasWord("Slot", in: "Slot"))
    #expect(!DocumentLinks.hasWord("Slot", in: "Slots, ServingSlot, Slot_2"))
  }

  @Test func aLinkThatLeadsNowhereIsNoticed() throws {
    let here = "../Tests/ArchitectureTests/Repository.swift"
    #expect(try problems(of: "[`Repository`](\(here)), [x](architecture.md#what-is-where)", in: "docs/x.md").isEmpty)
    #expect(try problems(of: "\n[x](no.md)", in: "docs/x.md") == ["docs/x.md:2: there is no docs/no.md"])
    #expect(try problems(of: "[x](../../x)", in: "docs/x.md") == ["docs/x.md:1: ../../x leads out of the repository"])
    #expect(
      try problems(of: "[`Repositories`](\(here))", in: "docs/x.md") == [
        "docs/x.md:1: Tests/ArchitectureTests/Repository.swift has no Repositories"
      ])
    #expect(
      try problems(of: "[x](architecture.md#no)", in: "docs/x.md") == [
        "docs/x.md:1: docs/architecture.md has no heading #no"
      ])
  }

  @Test func allLinksLeadSomewhere() throws {
    // Folders that begin with a point are a build's.
    let documents = try Repository.files(in: "docs", extension: "md").filter { !$0.contains("/.") }
    let found = try (["README.md"] + documents).flatMap { try problems(of: Repository.text($0), in: $0) }
    #expect(found.isEmpty, "mend the links, or say anew what they were to say:\n\(found.joined(separator: "\n"))")
  }

  /// The table of targets in the architecture has the README's order.
  @Test func theTableOfTargetsIsTheTree() throws {
    let named = try Repository.text("docs/architecture.md").split(separator: "\n").compactMap { line in
      line.wholeMatch(of: #/\| (\w+) \|[^|]*\|[^|]*\|/#).map { String($0.output.1) }
    }
    // System libraries have no Swift file.
    let targets = try Layers(readme: Repository.text("README.md")).targets.filter {
      try !Repository.files(in: "Sources/" + $0, extension: "swift").isEmpty
    }
    #expect(named == ["target"] + targets)
  }

  private func problems(of text: String, in file: String) throws -> [String] {
    try DocumentLinks(text).links.compactMap { link in
      try problem(with: link, in: file).map { "\(file):\(link.line): \($0)" }
    }
  }

  private func problem(with link: DocumentLinks.Link, in file: String) throws -> String? {
    guard let target = DocumentLinks.target(link.path, from: file) else {
      return "\(link.path) leads out of the repository"
    }
    guard Repository.exists(target) else { return "there is no \(target)" }
    if let name = link.name, try !DocumentLinks.hasWord(name, in: Repository.text(target)) {
      return "\(target) has no \(name)"
    }
    if let heading = link.heading, try !DocumentLinks(Repository.text(target)).headings.contains(heading) {
      return "\(target) has no heading #\(heading)"
    }
    return nil
  }
}
