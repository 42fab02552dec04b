/// Why a document is no JSON Schema that can be compiled; trying again cannot help.
package struct SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
  /// JSON pointer into the schema document.
  package var pointer: String
  package var problem: String
  package var mend: String

  package var description: String { "\(pointer.isEmpty ? "the schema" : pointer): \(problem); \(mend)" }
}
