import Domain
import Testing

@Suite struct DigestTests {
  /// The first is the example of CSP, section 2.3.1; both are as OpenSSL has them.
  @Test(arguments: [
    ("alert('Hello, world.');", "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="),
    ("", "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
  ]) func namesWhatAPageMayHave(text: String, name: String) {
    #expect(Digest.integrity(of: text) == name)
  }
}
