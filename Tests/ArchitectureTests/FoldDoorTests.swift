import Testing

/// All SQL over the read models stands in ReadModels, and what keeps them in Projections.
@Suite struct FoldDoorTests {
  private let door: FoldDoor

  init() throws { door = try FoldDoor(tables: ["tick", "joined_example"]) }

  private func found(_ source: String) -> [String] { door.violations(swift: source, file: "f").map(\.text) }

  @Test func aSchemaOfTheFoldsIsNoticed() {
    #expect(found(#"let a = "SELECT time FROM fold.tick""#) == ["fold.tick"])
    #expect(found(#"let a = "SELECT 1 FROM \"fold\".tick, fold_old.x""#) == ["fold\".tick", "fold_old.x"])
    #expect(found("let a = \"\"\"\n  SELECT 1\n  FROM fold.\\(table)\n  \"\"\"") == ["fold.\u{FFFC}"])
    let (swift, sql) = (
      "\nlet a = \"\"\"\n  SELECT 1\n  FROM fold.x\n  \"\"\"", "-- fold.tick\nSELECT 1 FROM fold.tick"
    )
    #expect(door.violations(swift: swift, file: "f").map(\.line) == [4])
    #expect(door.violations(sql: sql, file: "f").map(\.line) == [2])
  }

  @Test func aTableInAnyOtherClothesIsNoticed() {
    #expect(found(#"let a = "SELECT 1 FROM \(schema).joined_example j""#).count == 1)
    #expect(found(#"let a = schema + ".tick""#).count == 1)
    #expect(found(#"let a = "SET search_path = x; SELECT 1 FROM tick""#) == ["FROM tick"])
  }

  @Test func whatIsNoSQLIsLetPass() {
    #expect(found("/// Reads fold.tick.\nlet a = fold.tick // \"fold.tick\"").isEmpty)
    #expect(found(#"let a = "Most ledger positions in one fold." + "is folded; manifold.x""#).isEmpty)
    #expect(found(#"let a = "FROM ledger.tick and \(name).json, FROM tick.of""#).isEmpty)
  }

  @Test func noSQLOverTheReadModelsStandsOutside() throws {
    let folds = try Repository.files(in: "projections/core", extension: "sql").map(Repository.text)
    let tables = FoldDoor.tables(folds)
    #expect(tables.count > 10)
    let door = try FoldDoor(tables: tables)
    var violations: [FoldDoor.Violation] = []
    for target in try Repository.folders(in: "Sources") where !FoldDoor.allowed.contains(target) {
      for file in try Repository.files(in: "Sources/" + target, extension: "swift") {
        violations += door.violations(swift: try Repository.text(file), file: file)
      }
      for file in try Repository.files(in: "Sources/" + target, extension: "sql") {
        violations += door.violations(sql: try Repository.text(file), file: file)
      }
    }
    let found = violations.map(\.description).joined(separator: "\n")
    #expect(violations.isEmpty, "move this into a method of Sources/ReadModels:\n\(found)")
  }
}
