extension LoopConfig: JSONReadable {
  /// The normalised form, as `LoopConfigured` carries it in `config`: every default filled in, lengths of time in
  /// their shortest text, inputs as an array in their order; what is nil is left out.
  package var json: JSONValue { JSONValue(encoding: self) }

  /// Reads the normalised form, or any form of it that leaves out what has a default.
  ///
  /// Members it does not know are let pass, since events only ever gain members. Throws all that is wrong.
  package init(json: JSONValue) throws(Invalid) {
    self = try Reader.read(json, strict: false)
  }
}
