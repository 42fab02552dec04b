import Domain

extension Contract {
  /// The members of an event type that this program cannot do without, by the path of their names (`*` for any item or
  /// unnamed member).
  static func fields(of type: String) -> [[String]]? {
    guard let data = EventCatalog.byType[type], let members = try? data.members else { return nil }
    return MemberType.object(members).requiredPaths
  }

  /// The first of these that a type's schema does not declare.
  static func undeclaredField(of type: String, in schema: JSONSchema) -> String? {
    (fields(of: type) ?? []).first { !schema.declares($0) }?.joined(separator: ".")
  }
}
