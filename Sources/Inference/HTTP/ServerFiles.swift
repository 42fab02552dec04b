import Execution
import Glibc
import Hummingbird
import HummingbirdCore
import HummingbirdTLS

/// What the service reads from disk when it is made.
enum ServerFiles {
  /// A server over TLS where files are given, and else as it is.
  static func server(
    _ builder: HTTPServerBuilder, _ files: InferenceConfiguration.TLSFiles?
  ) throws(InferenceError) -> HTTPServerBuilder {
    guard let files else { return builder }
    for (what, name) in [("certificate", files.certificate), ("key", files.key)] where Redaction.isContent(name) {
      throw InferenceError(
        .configuration, "the \(what) of TLS has to be the name of a PEM file, and not what is in it")
    }
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(files.certificate)
      let key = try NIOSSLPrivateKey(file: files.key, format: .pem)
      return try .tls(
        builder,
        tlsConfiguration: TLSConfiguration.makeServerConfiguration(
          certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    } catch {
      throw InferenceError(
        .configuration,
        "the certificate \(files.certificate) and the key \(files.key) cannot be used: \(error); both have to be PEM "
          + "files, and the key the certificate's")
    }
  }

  static func openAPI(_ path: String) throws(InferenceError) -> [UInt8] {
    guard let file = fopen(path, "re") else {
      let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
      throw InferenceError(
        .configuration, "\(path) cannot be read: \(reason); it is docs/reference/openapi.yaml of the home folder")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return bytes
  }
}
