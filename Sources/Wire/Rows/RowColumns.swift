import Domain

/// The columns that a loop's rows are read from: the row's time, its label, the label's time, and the loop's inputs.
package struct RowColumns: Sendable, Hashable {
  package var time: String
  package var label: String
  package var labelTime: String?
  package var inputs: [InputDeclaration]

  package init(time: String, label: String, labelTime: String?, inputs: [InputDeclaration]) {
    self.time = time
    self.label = label
    self.labelTime = labelTime
    self.inputs = inputs
  }

  /// Time, label, the label's time where there is a column of it, then the inputs in their order.
  var names: [String] { [time, label] + (labelTime.map { [$0] } ?? []) + inputs.map(\.name) }

  /// Where the first input stands in `names`.
  var firstInput: Int { labelTime == nil ? 2 : 3 }
}
