/// The reactors that decide for every loop; whoever waits for a loop waits for these.
package enum ReactorName: String, CaseIterable, Sendable {
  case curator, trainer, evaluator
}
