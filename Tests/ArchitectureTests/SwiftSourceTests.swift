import Testing

@Suite struct SwiftSourceTests {
  private func texts(_ source: String) -> [String] { SwiftSource(source).literals.map(\.text) }

  @Test func commentsAreNoLiterals() {
    #expect(texts("// \"a\"\n/* \"b\" /* \"c\" */ \"d\" */ let e = \"e\" /// \"f\"") == ["e"])
  }

  @Test func aLiteralMayLookLikeAComment() {
    #expect(texts(#"let a = "// no /* comment"; let b = "b""#) == ["// no /* comment", "b"])
  }

  @Test func escapesAndRawLiterals() {
    #expect(
      texts(##"let a = "say \"fold.x\" \\"; let b = #"a "quote" \n"#; let c = "c""##)
        == [#"say "fold.x" \"#, #"a "quote" \n"#, "c"])
  }

  @Test func literalsWithinInterpolationsAreFound() {
    let found = texts(#"let a = "x \(f(g("inner"), (1))) y \(b) z""#)
    #expect(found == ["inner", "x \u{FFFC} y \u{FFFC} z"])
  }

  @Test func linesAreKept() {
    let source = SwiftSource(
      "/* a\n b */\nlet a = \"\"\"\n  one \"two\"\n  three \\\n  four\n  \"\"\"\nimport X // \"no\"\nlet b = \"b\"\n")
    #expect(source.literals.map(\.line) == [3, 9])
    #expect(source.literals.first?.text == "\n  one \"two\"\n  three four\n  ")
    #expect(source.code.split(separator: "\n", omittingEmptySubsequences: false)[7].hasPrefix("import X"))
  }
}
