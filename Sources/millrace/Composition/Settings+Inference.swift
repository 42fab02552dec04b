import Execution
import Inference
import Kafka
import Publishing

extension Settings {
  /// The HTTP service as told; nothing is started for one that must not be.
  /// - Throws: `CommandError` for an address that others can reach without TLS and a token, and for half a pair of
  ///   certificate and key; `InferenceError` for a token that is too weak.
  func inferenceConfiguration(port: Int?) throws -> InferenceConfiguration {
    var configuration = try privateInferenceConfiguration()
    configuration.host = httpHost
    configuration.port = try port ?? self.port("MILLRACE_HTTP_PORT") ?? 8080
    configuration.token = token
    for (variable, value) in [("MILLRACE_TLS_CERTIFICATE", certificate), ("MILLRACE_TLS_KEY", certificateKey)] {
      try Settings.checkFileName(variable, value)
    }
    (configuration.allowedHosts, configuration.allowedOrigins) = (allowedHosts, allowedOrigins)
    switch (certificate, certificateKey) {
    case (nil, nil): break
    case (let certificate?, let key?):
      configuration.tls = InferenceConfiguration.TLSFiles(certificate: certificate, key: key)
    default:
      throw CommandError("MILLRACE_TLS_CERTIFICATE and MILLRACE_TLS_KEY belong together; set both, or none")
    }
    do throws(InferenceError) {
      try configuration.validate()
    } catch {
      guard error.code == .exposed else { throw error }
      throw CommandError(
        "\(error.message). The variables are MILLRACE_HTTP_HOST, MILLRACE_TLS_CERTIFICATE, MILLRACE_TLS_KEY and "
          + "MILLRACE_TOKEN")
    }
    return configuration
  }

  /// What can be known of a process that runs services before any of them starts.
  func checkProcess() throws {
    try DescriptorLimit.check()
    if let kafkaText { try kafkaConfiguration(kafkaText, client: "millrace").validate() }
  }

  /// - Throws: `CommandError` for a value that is what is in a file, and not its name.
  static func checkFileName(_ variable: String, _ value: String?) throws(CommandError) {
    guard let value, Redaction.isContent(value) else { return }
    throw CommandError("\(variable) has to be the name of a file, and not what is in it")
  }

  /// The HTTP service for this process's own client: on a free port of the loopback address.
  func privateInferenceConfiguration() throws -> InferenceConfiguration {
    InferenceConfiguration(
      port: 0, journal: try journal(), delivery: DeliveryConfiguration(accept: try acceptMode()),
      openAPIFile: try homePath() + "/docs/reference/openapi.yaml")
  }

  /// Where events are kept until the ledger has them.
  private func journal() throws -> JournalConfiguration {
    var most: Int?
    for name in ["MILLRACE_JOURNAL_BYTES", "MILLRACE_SPOOL_BYTES"] where most == nil {
      guard let text = variable(name) else { continue }
      guard let bytes = Int(text), bytes >= 4_096 else {
        throw CommandError("\(name) is \(text), and has to be a number of bytes, 4096 or more")
      }
      most = bytes
    }
    return JournalConfiguration(
      folder: dataPath + "/journal", maximumBytes: most, spoolFolder: dataPath + "/spool")
  }

  private func acceptMode() throws -> AcceptMode {
    let text = variable("MILLRACE_ACCEPT") ?? AcceptMode.journal.rawValue
    guard let mode = AcceptMode(rawValue: text) else {
      throw CommandError(
        "MILLRACE_ACCEPT is \(text); it has to be journal (an answer is accepted once it is on this disk) or kafka (once "
          + "the brokers have it)")
    }
    return mode
  }
}
