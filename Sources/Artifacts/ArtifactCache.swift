import Glibc

/// A folder of artifacts, each in a file named by its digest. It only ever saves work: what cannot be read, or has
/// another digest, counts as not there.
struct ArtifactCache: Sendable {
  private let folder: String

  init(folder: String) throws(ArtifactError) {
    self.folder = folder
    var made = folder.hasPrefix("/") ? "" : "."
    for part in folder.split(separator: "/") {
      made += "/" + part
      guard mkdir(made, 0o755) == 0 || errno == EEXIST else {
        let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
        throw ArtifactError(.cache, "the folder \(made) cannot be made: \(reason); name another one, or none")
      }
    }
  }

  func load(_ digest: ArtifactDigest) -> [UInt8]? {
    guard let file = fopen(path(digest), "re") else { return nil }
    defer { fclose(file) }
    var status = stat()
    guard fstat(fileno(file), &status) == 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    let read = bytes.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
    return read == bytes.count && ArtifactDigest(of: bytes) == digest ? bytes : nil
  }

  /// Writes beside the file and renames, so that readers see all of it or nothing.
  func store(_ bytes: [UInt8], _ digest: ArtifactDigest) {
    var template = Array((path(digest) + ".XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { return }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done) }
      if count <= 0 { break }
      done += count
    }
    close(descriptor)
    if done < bytes.count || rename(template, path(digest)) != 0 { unlink(template) }
  }

  private func path(_ digest: ArtifactDigest) -> String { folder + "/" + digest.hex }
}
