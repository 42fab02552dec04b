import ArgumentParser
import Reactors

/// Which reactors a process that runs everything leaves to others.
struct ReactorChoice: ParsableArguments {
  @Option(help: "Leave these to processes of their own: curator, trainer, evaluator, with commas between.")
  var without: String?

  func elsewhere() throws -> Set<ReactorName> {
    try Set(
      (without ?? "").split(separator: ",").map { part in
        guard let name = ReactorName(rawValue: String(part)) else {
          throw ValidationError("--without takes curator, trainer and evaluator, not \(part)")
        }
        return name
      })
  }
}
