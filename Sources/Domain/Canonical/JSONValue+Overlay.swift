extension JSONValue {
  /// This object with the other's members laid over it, objects within objects likewise.
  package func overlaid(with other: JSONValue) -> JSONValue {
    guard case .object(var members) = self, case .object(let upper) = other else { return other.isNull ? self : other }
    for (name, value) in upper { members[name] = members[name]?.overlaid(with: value) ?? value }
    return .object(members)
  }
}
