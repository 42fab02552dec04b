import Domain
import Kernels
import Testing

@testable import Learning

@Suite struct FingerprintTests {
  @Test func fingerprintOfThisMachine() {
    let fingerprint = Fingerprint.current(binary: "abc")
    #expect(fingerprint.threads == 1)
    #expect(fingerprint.blas.hasPrefix("OpenBLAS "))
    #expect(fingerprint == Fingerprint.current(binary: "abc"))
    #expect(fingerprint.json["binary"] == "abc" && fingerprint.json["kernel"]?.string == BLAS.coreName)
  }
}
