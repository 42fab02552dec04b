/// One member of a type's JSON form.
package struct Member: Sendable, Hashable {
  package var type: MemberType
  /// It may be left out.
  package var isOptional = false
  /// It may be `null`.
  package var isNullable = false
}
