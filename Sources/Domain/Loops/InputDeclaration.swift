/// One input of a loop: its name in `input` of an interaction, and its kind.
package struct InputDeclaration: Codable, Sendable, Hashable {
  package var name: String
  package var kind: InputKind

  package init(name: String, kind: InputKind) {
    self.name = name
    self.kind = kind
  }
}
