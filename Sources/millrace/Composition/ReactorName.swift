/// The services that decide.
enum ReactorName: String, CaseIterable {
  case curator, trainer, evaluator
}
