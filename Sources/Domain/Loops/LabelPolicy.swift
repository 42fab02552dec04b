/// What feedback means for a loop: the classes, and how several feedbacks on one interaction become one label.
package struct LabelPolicy: Codable, Sendable, Hashable {
  /// The label's name in reports, such as `late`; feedback carries its value in the field `label`.
  package var name: String
  /// The classes in index order; two make a binary problem whose positive class is `positive`.
  /// Empty: the classes are found in the examples (open vocabulary), sorted by name.
  package var classes: [String]
  /// The positive class of a binary problem; nil with more than two classes.
  package var positive: String?
  package var aggregation: LabelAggregation
  /// The label of an interaction whose join window passed without feedback (default reward); nil: it is left out.
  package var `default`: String?

  package init(
    name: String, classes: [String], positive: String?, aggregation: LabelAggregation, default: String?
  ) {
    self.name = name
    self.classes = classes
    self.positive = positive
    self.aggregation = aggregation
    self.default = `default`
  }
}
