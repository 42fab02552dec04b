import Domain
import Testing

@testable import Projections

/// Which statements of the folds are run in which windows. That those which are not would have done nothing is a law:
/// `FoldLawTests` folds the same events one by one, and all at once.
@Suite struct ConditionTests {
  @Test func eachStatementOfOursSaysWhatItIsFor() throws {
    let group = try History.group()
    let known = Set(EventCatalog.types)
    for file in group.files {
      for fold in file.folds {
        let types = try #require(fold.types, "\(file.name): \(fold.sql.prefix(80))")
        #expect(!types.isEmpty && types.isSubset(of: known), "\(file.name): \(types.subtracting(known))")
      }
    }
  }

  @Test func holdsForTheStatementsBehindIt() throws {
    let file = try ProjectionFile(
      name: "01_x",
      text: """
        --! tables
        --! fold
        SELECT $1, $2;
        --! when a b
        SELECT $1, $2,
          'x';
        SELECT $2, $1;
        --! when  c
        SELECT $2 - $1;
        """)
    #expect(file.folds.map(\.types) == [nil, ["a", "b"], ["a", "b"], ["c"]])
    #expect(file.folds.map { $0.isNeeded(for: ["b", "z"]) } == [true, true, true, false])
    #expect(file.folds.map { $0.isNeeded(for: []) } == [true, false, false, false])
    #expect(!file.folds.contains { $0.sql.contains("--!") })
    #expect(throws: ProjectionError.self) {
      try ProjectionFile(name: "01_x", text: "--! tables\n--! fold\n--! when  \nSELECT $1, $2;")
    }
    #expect(throws: ProjectionError.self) { try ProjectionFile(name: "01_x", text: "--! tables\n--! folds\nSELECT 1;") }
  }
}
