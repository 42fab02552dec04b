import Hummingbird

/// The parameters of a query, `application/x-www-form-urlencoded`: pairs between `&`, `+` for a space, percent escapes.
struct QueryItems {
  private let values: [String: String]

  static let none = QueryItems()

  private init() { values = [:] }

  /// - Parameter known: the parameters that there are; any other is refused, and so is one that comes twice.
  /// - Throws: `Problem`: 400 for escapes that cannot be read, 422 for names.
  init(_ request: Request, known: [String]) throws(Problem) {
    guard let query = request.uri.query, !query.isEmpty else {
      values = [:]
      return
    }
    var values: [String: String] = [:]
    var errors = FieldErrors()
    for pair in query.split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let (name, value): (String, String)
      do throws(PercentError) {
        name = try PercentText.decoded(sides[0], plus: true)
        value = try PercentText.decoded(sides.count > 1 ? sides[1] : "", plus: true)
      } catch {
        throw .malformedTarget("the query", error)
      }
      if !known.contains(name) {
        errors.append(
          .init(
            field: name.shortened(to: 64),
            detail: name.isEmpty
              ? "a parameter without a name (`\(pair.shortened(to: 64))`); name it, or leave it out"
              : Misspelling.detail(name, known, "parameter")))
      } else if values.updateValue(value, forKey: name) != nil {
        errors.append(.init(field: name, detail: "it comes twice; send it once"))
      }
    }
    guard errors.isEmpty else { throw .invalid(errors) }
    self.values = values
  }

  subscript(_ name: String) -> String? { values[name] }
}
