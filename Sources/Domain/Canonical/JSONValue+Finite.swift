extension JSONValue {
  /// A computed number as JSON: `null` where it is nil or not finite, which JSON has no form for.
  package init(finite value: Double?) { self = value?.finite.map(JSONValue.number) ?? .null }
}
