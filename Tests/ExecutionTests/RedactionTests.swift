import Execution
import Testing

/// Text in the wrong place that looks like a secret.
@Suite struct RedactionTests {
  @Test(arguments: [
    ("no connection to u;password=s3cret;host=h@x:1/y", "no connection to u;password=***"),
    ("\"passwd = s3cret\" is none", "\"passwd = ***\" is none"),
    ("PASSWORD='s3 c\\'ret' host=h", "PASSWORD=*** host=h"),
    ("SASL.PASSWORD=\"s3 cret\", x", "SASL.PASSWORD=***, x"), ("pwd=s3cret\nnext", "pwd=***\nnext"),
    ("postgresql://u:s3c/r@et@h/x is none", "postgresql://***@h/x is none"), ("http://u%3As3cret@h", "http://***@h"),
    ("http://u@h:80/x?a=b", "http://u@h:80/x?a=b"), ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
    ("no password supplied", "no password supplied"),
  ])
  func whatLooksLikeASecretIsHidden(text: String, shown: String) {
    #expect(Redaction.shaped(text) == shown)
    #expect(Redaction([""]).text(text) == shown)
  }

  @Test(arguments: [
    ("user=u password=s3 c'ret host=h", "user=u password=***"), ("postgres://u:s3cret@h/x", "postgres://***@h/x"),
    ("token=s3\ncret", "token=***"), ("status", "status"),
  ])
  func anArgumentIsHiddenToItsEnd(text: String, shown: String) { #expect(Redaction.argument(text) == shown) }

  @Test func aFilesContentIsNoName() {
    let long = String(repeating: "a", count: 1_025)
    for text in ["-----BEGIN PRIVATE KEY-----", "a\nb", "PRIVATE+KEY+a+b+c", long] {
      #expect(Redaction.isContent(text))
    }
    for text in ["/etc/millrace/key.pem", "key with blanks.pem", ""] { #expect(!Redaction.isContent(text)) }
  }
}
