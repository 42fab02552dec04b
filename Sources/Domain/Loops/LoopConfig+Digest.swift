extension LoopConfig {
  /// SHA-256 over the normalised form's canonical text, in lower-case hexadecimal; part of a dataset's identity.
  package var digest: String { Digest.hex(of: json) }

  /// SHA-256 over gate and release policy alone; stated in `EvaluationStarted` before the result exists.
  package var gateDigest: String {
    Digest.hex(of: ["gate": JSONValue(encoding: gate), "release": JSONValue(encoding: release)])
  }
}
