/// What stopped a command, in one sentence that says how to mend it.
struct CommandError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
