import Domain
import Wire

/// Events with one member at a limit: another form of the same number, a number beyond its column, a time that Postgres
/// does not have, a length of time that is none, a member that is missing or null.
struct LimitCases {
  var random: SplitMix

  private static let numbers = [
    "1.0", "1e0", "1e3", "3e9", "0", "-1", "-0.0", "0.5", "2147483648", "9223372036854775807", "9223372036854775808",
    "10000000000000000000", "1e30", "1e400", "-1e400", "1e-400", "1e16383",
  ]
  private static let times = [
    "2126-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+15:59",
    "9999-12-31T23:59:59.999999-15:59", "2023-11-14T22:13:20+20:00", "2023-11-14T22:13:60Z", "2023-02-30T00:00:00Z",
    "2023-11-14T24:00:00Z", "2023-11-14T23:59:60.5Z", "2023-11-14T23:59:60.9999999+05:30", "0000-01-01T00:00:00Z",
    "2023-11-15T00:00:00-03:30", "2023-11-14t22:13:20.123456789z",
  ]
  private static let spans = [
    "1w", "3660d", "3661d", "400000w", "xx", "500ms", "1us", "0s", "1d12h", "99999999999999999999d", "-1d", "1 day",
  ]
  private static let others = ["null", "true", "[]", "{}", #""""#, #""x""#, #""ÿ😀""#, "[1]", "1"]

  init(seed: UInt64) { random = SplitMix(state: seed) }

  mutating func pick<T>(_ items: [T]) -> T { items[Int(random.next() % UInt64(items.count))] }

  /// The event under another id, with one member of its data changed or taken away.
  mutating func changed(_ event: Event, id: String, loop: String) throws -> Event {
    let data = try JSONReader.parse(event.data)
    let paths = LimitCases.paths(data, [])
    let path = pick(paths)
    let token = random.next() % 8 == 0 ? nil : self.token(for: path, LimitCases.value(data, path[...]))
    let marked = LimitCases.setting(data, path[...], token.map { _ in .string("@token@") }).canonicalText
    let text = marked.replacing("\"@token@\"", with: token ?? "", maxReplacements: 1)
    return Event(
      id: id, source: "/test/limits", type: event.type, subject: nil, occurredAt: event.occurredAt, loop: loop,
      key: loop, data: Array(text.utf8))
  }

  private mutating func token(for path: [ByteText], _ value: JSONValue?) -> String {
    if random.next() % 6 == 0 { return pick(LimitCases.others) }
    switch value {
    case .integer, .number: return pick(LimitCases.numbers)
    case .string(let text) where (try? Timestamp(text: text)) != nil: return "\"\(pick(LimitCases.times))\""
    case .string(let text) where (try? TimeSpan(text: text)) != nil: return "\"\(pick(LimitCases.spans))\""
    default: return pick(LimitCases.others)
    }
  }

  /// Every member, of objects within objects too.
  private static func paths(_ value: JSONValue, _ path: [ByteText]) -> [[ByteText]] {
    guard case .object(let members) = value else { return path.isEmpty ? [["none"]] : [path] }
    let below = members.sorted { $0.key < $1.key }.flatMap { paths($0.value, path + [$0.key]) }
    return path.isEmpty ? (below.isEmpty ? [["none"]] : below) : [path] + below
  }

  private static func value(_ data: JSONValue, _ path: ArraySlice<ByteText>) -> JSONValue? {
    guard let name = path.first else { return data }
    guard case .object(let members) = data, let member = members[name] else { return nil }
    return value(member, path.dropFirst())
  }

  private static func setting(_ data: JSONValue, _ path: ArraySlice<ByteText>, _ value: JSONValue?) -> JSONValue {
    guard let name = path.first, case .object(var members) = data else { return value ?? .null }
    let below = path.dropFirst()
    members[name] = below.isEmpty ? value : setting(members[name] ?? .object([:]), below, value)
    return .object(members)
  }
}
