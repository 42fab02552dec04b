import Execution
import Postgres
import TestSupport
import Testing

/// No connection string's password comes into a message, however it is written.
@Suite struct SecretsTests {
  private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
  }

  /// Both halves are long enough to be known again, with odd characters between.
  private static func password(_ chance: inout Chance) -> (halves: [String], text: String) {
    func word() -> String { String((0..<8).map { _ in "ghkqvwxyzGHKQVWXYZ73".randomElement(using: &chance)! }) }
    let odd = [
      "@", "/", ":", "%", "?", "#", " ", "'", "\"", "\\", "&", "=", ",", "[", "]", "%zz", "%00", "//", "@:", "", "ß",
    ]
    let halves = [word(), word()]
    return (halves, halves.joined(separator: odd.randomElement(using: &chance)!))
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      UInt8(ascii: "a") <= byte && byte <= UInt8(ascii: "z") ? String(UnicodeScalar(byte)) : "%" + hex(byte)
    }.joined()
  }

  private static func hex(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16, uppercase: true)
    return text.count == 1 ? "0" + text : text
  }

  /// Connection strings with the password where it belongs, in another's place, or in a string that is none.
  private static func strings(_ password: String) -> [String] {
    let quoted = password.reduce(into: "") { $0 += ($1 == "'" || $1 == "\\" ? "\\" : "") + String($1) }
    return [password, encoded(password)].flatMap { word in
      [
        "postgresql://ann:\(word)@127.0.0.1:1/app", "postgres://ann:\(word)@[::1:1/app",
        "postgres://ann:\(word)@[]/app",
        "postgres://ann:\(word)@127.0.0.1:none/app", "postgres://ann:\(word)@127.0.0.1:99999/app",
        "postgres://127.0.0.1:1/app?user=ann&password=\(word)", "postgres://127.0.0.1:1/app?password=\(word)&sslmode",
        "postgres://ann@127.0.0.1:\(word)/app", "postgress://ann:\(word)@127.0.0.1/app",
        "postgres:/ann:\(word)@127.0.0.1/app?sslmode=disable", "postgres://ann:\(word)@127.0.0.1:1/app?sslmode=\(word)",
        "postgres://ann:\(word)@127.0.0.1:1/app?nothing=1", "postgres://ann:\(word)@127.0.0.1:1/app?connect_timeout=x",
        "postgres://ann:\(word)@127.0.0.1:1/app?keepalives_idle=\(word)",
        "postgres://ann:\(word)@127.0.0.1:1/app?ssl_min_protocol_version=\(word)",
      ]
    } + [
      "host=127.0.0.1 port=1 password=\(password)", "host=127.0.0.1 port=1 password=\(password) user=ann",
      "host=127.0.0.1 port=1 password='\(quoted)'", "host=127.0.0.1 port=1 password='\(password)",
      "host=127.0.0.1 port='\(quoted)'", "password=\(password) no_such=1",
      "host=127.0.0.1 port=1 sslpassword='\(quoted)'",
      "host=127.0.0.1 connect_timeout='\(quoted)'", "host=127.0.0.1 port=1 gssencmode='\(quoted)'", "\(password)",
      "password = \(password) = \(password)", "host=127.0.0.1 port=1 channel_binding='\(quoted)'",
    ]
  }

  /// 60 passwords in each of some 40 strings; what can be read also tries to connect, to where nobody listens.
  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func noMessageRepeatsAPassword(seed: UInt64) async throws {
    var chance = Chance(state: seed)
    var (refused, tried) = (0, 0)
    for number in 0..<60 {
      let (halves, password) = Self.password(&chance)
      for text in Self.strings(password) {
        var said: [String] = []
        do {
          var configuration = try PostgresConfiguration(text)
          said.append("\(configuration)")
          // Reading is for all of them, connecting for some: it takes a thread.
          if number % 6 == 0 {
            configuration.connectPatience = .zero
            configuration.connectTimeout = .seconds(2)
            let pool = PostgresPool(configuration: configuration, size: 1)
            let error = await #expect(throws: PostgresError.self) { try await pool.run { try $0.execute("SELECT 1") } }
            await pool.close()
            said.append("\(error.map(String.init(describing:)) ?? "")")
            tried += 1
          }
        } catch let error as PostgresError {
          #expect(error.code == .configuration && error.mend != nil)
          said.append("\(error)")
          refused += 1
        }
        for message in said {
          for secret in [password, Self.encoded(password)] + halves + halves.map(Self.encoded) {
            #expect(!message.contains(secret), "\(text): \(message)")
          }
        }
      }
    }
    #expect(refused > 500 && tried > 50)
  }

  @Test(
    arguments: [
      ("postgresql://ann:s3cr/et@db/app", "write @ as %40"), ("postgresql://ann:s3c@ret@db/app", "write @ as %40"),
      ("postgresql://ann:s3cret@db:x/app", "the port is no number"),
      ("postgresql://ann:s%3cr%et@db/app", "write % itself"),
      ("host=db password=s3cret ssl=1", "an option that there is not"), ("host=db sslmood=on", "no option \"sslmood\""),
      ("postgresql://ann:s3cret@db/app?sslmode=on", "sslmode has to be disable, allow"),
      ("host=db port=1 password='s3cret", "a quote is not closed"),
      ("user=u;password=s3cret;host=h", "divide keywords by blanks"), ("user=u,password=s3cret", "divide keywords"),
      ("user=u&password=s3cret", "divide keywords"), ("host=127.0.0.1,port=1,password=s3cret", "divide keywords"),
      ("host=127.0.0.1;password=s3cret port=1", "host has a ; or ="), ("dbname=x;pwd:s3cret", "dbname has a ; or ="),
      ("postgresql://u@127.0.0.1:1/x;password=s3cret", "dbname has a ; or ="),
      ("dbname=x;password=s3cret", "dbname has a ; or ="), ("port=1;password=s3cret", "divide keywords"),
      ("host=/tmp/a;password=s3cret", "divide keywords"), ("sslrootcert=/a;password=s3cret", "divide keywords"),
      ("application_name=a;passfile=s3cret", "divide keywords"),
      ("connect_timeout=1;password=s3cret", "divide keywords"),
      ("postgresql://u%3As3cret@127.0.0.1:1/x", "the user's name has a :"),
      ("user=u:s3cret", "the user's name has a :"),
      ("dbname=postgresql://u:s3cret@127.0.0.1:1/x", "dbname is a URI"), ("host=u:s3cret", "the host has a :"),
      ("hostaddr=127.0.0.1:s3cret", "the host has a :"), ("sslkey='-----BEGIN s3cret'", "sslkey is too long, or has"),
    ] as [(String, String)])
  func theProblemIsNamed(text: String, words: String) {
    let error = #expect(throws: PostgresError.self) { try PostgresConfiguration(text) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("s3c") == false)
  }

  @Test(arguments: [
    "postgresql://ann:p?w@db/app", "postgresql://ann:p%40w@db,other:5433/app", "postgresql:///app?host=/run/pg",
    "host=@abstract dbname=app", "postgresql://ann:p:w@[::1]:5432/app?target_session_attrs=read-write",
    "host=a,b port=1,2", "host='/tmp/a;b=c:d' user=ann", "host=::1", "hostaddr=fe80::1%eth0 host=a", "host=@a:b",
    "user=ann password='a;b=c&password=:'", "options='-c search_path=a' sslrootcert=/etc/a;b",
    "postgresql://db/app?user=ann%40home", "port='' sslmode=''", "postgresql://",
  ])
  func whatLibpqReadsIsRead(text: String) throws { _ = try PostgresConfiguration(text) }

  @Test func secretsAndTheirPiecesAreReplaced() {
    let redaction = Redaction(["p@ss/word long", "ab"], besides: ["ab"])
    #expect(redaction.text("no \"p@ss/word long\" here, nor p%40ss%2Fword%20long") == "no \"***\" here, nor ***")
    #expect(redaction.text("it begins with ss/word lo, ab") == "it begins with ***, ab")
    #expect(Redaction([""]).text("nothing") == "nothing")
    for name in [
      "sasl.password", "ssl.key.password", "sslpassword", "MILLRACE_TOKEN", "sasl.oauthbearer.client.secret",
    ] {
      #expect(Redaction.isSecret(name))
    }
    #expect(!Redaction.isSecret("sasl.username"))
  }
}
