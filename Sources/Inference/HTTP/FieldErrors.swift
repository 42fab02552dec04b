/// What is wrong in a request: the first errors, and how many there are. A request may hold a million, and nobody reads
/// them all; what is not kept is not even written.
struct FieldErrors {
  /// Most errors that are kept, and told.
  static let most = 100

  private(set) var first: [Problem.FieldError] = []
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func append(_ error: @autoclosure () -> Problem.FieldError) {
    if first.count < FieldErrors.most { first.append(error()) }
    count += 1
  }

  mutating func append(contentsOf others: FieldErrors) {
    first += others.first.prefix(FieldErrors.most - first.count)
    count += others.count
  }

  /// Counts errors that nobody is told of one by one.
  mutating func count(further: Int) { count += further }
}
