import ArgumentParser
import Domain

/// Which reactors a process that runs everything leaves to others.
struct ReactorChoice: ParsableArguments {
  private static let names = ReactorName.allCases.map(\.rawValue)

  @Option(help: "Leave these to processes of their own: \(names.joined(separator: ", ")), with commas between.")
  var without: String?

  func elsewhere() throws -> Set<ReactorName> {
    try Set(
      (without ?? "").split(separator: ",").map { part in
        guard let name = ReactorName(rawValue: String(part)) else {
          let names = ReactorChoice.names
          throw ValidationError(
            "--without takes \(names.dropLast().joined(separator: ", ")) and \(names.last ?? ""), not \(part)")
        }
        return name
      })
  }
}
