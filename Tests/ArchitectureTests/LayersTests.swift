import Testing

/// Imports point downwards only, and the README says what is below what.
@Suite struct LayersTests {
  private let tree = Layers(
    readme: """
      ```
      Package.swift
      Sources/
        CA CB        shims
        Low          words  and words
        High   words
      Tests/  y
      ```
      """)

  @Test func theTreeIsRead() { #expect(tree.targets == ["CA", "CB", "Low", "High"]) }

  @Test func importsAreRead() {
    let source = """
      import Foundation
      // import No
      /* import Neither
      import Nor */
      @testable import A
      package import struct B.C
      let text = "import D"
      """
    #expect(Layers.imports(source) == ["Foundation", "A", "B"])
  }

  @Test func anImportUpwardsIsNoticed() {
    let source = "import Low\nimport High\nimport CB\nimport Glibc"
    #expect(tree.violations(source, file: "f", of: "Low").map(\.imported) == ["Low", "High"])
    #expect(tree.violations("import Low\nimport CA", file: "f", of: "High").isEmpty)
  }

  @Test func theTreeNamesAllTargets() throws {
    let layers = Layers(readme: try Repository.text("README.md"))
    #expect(try layers.targets.sorted() == Repository.folders(in: "Sources"))
  }

  @Test func allImportsPointDownwards() throws {
    let layers = Layers(readme: try Repository.text("README.md"))
    var violations: [Layers.Violation] = []
    for target in layers.targets {
      for file in try Repository.files(in: "Sources/" + target, extension: "swift") {
        violations += layers.violations(try Repository.text(file), file: file, of: target)
      }
    }
    let found = violations.map(\.description).joined(separator: "\n")
    #expect(violations.isEmpty, "what both need belongs below both, or the README's tree is out of order:\n\(found)")
  }
}
