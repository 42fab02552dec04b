import Domain
import Yams

/// A YAML document as a JSON value, with the place of each of its parts.
///
/// What stands without quotes means what `YAMLScalar` says; the texts themselves are kept in `written`. Keys are compared
/// by their bytes. A byte-order mark at the start is passed over.
struct YAMLTree {
  /// Largest document, in bytes, and largest number of parts once aliases are written out.
  static let sizeLimit = 256 * 1024
  static let partLimit = 20_000

  private(set) var value: JSONValue = .null
  /// What stands without quotes.
  private(set) var written = LoopConfig.Written()
  private var places: [[ByteText]: YAMLPlace] = [:]
  private var namePlaces: [[ByteText]: YAMLPlace] = [:]
  private var orders: [[ByteText]: [String]] = [:]

  init(_ bytes: [UInt8]) throws(YAMLProblem) {
    guard bytes.count <= YAMLTree.sizeLimit else {
      throw YAMLProblem(.start, "the file has \(bytes.count) bytes", "keep it below \(YAMLTree.sizeLimit)")
    }
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    guard let text = String(validating: bytes.dropFirst(hasMark ? 3 : 0), as: UTF8.self) else {
      throw YAMLProblem(.start, "the file is not UTF-8", "save it as UTF-8")
    }
    var source = YAMLSource(text)
    guard let node = try source.compose() else {
      throw YAMLProblem(.start, "the file is empty", "write `name: value` lines")
    }
    value = try convert(node, [], source)
  }

  /// Where the part at that path starts, or else the innermost part around it; `atName` gives its name's place.
  func place(of path: [String], atName: Bool) -> YAMLPlace {
    var path = path.map { ByteText($0) }
    if atName, let place = namePlaces[path] { return place }
    while true {
      if let place = places[path] { return place }
      guard path.popLast() != nil else { return .start }
      // A part that is missing is told of at the name of what should hold it.
      if let place = namePlaces[path] { return place }
    }
  }

  /// The names of a mapping in their order.
  func order(of path: [String]) -> [String] { orders[path.map { ByteText($0) }] ?? [] }

  /// Turns the mapping at the root's member into a list of objects, each with its name as `name`, and the value under
  /// `key` where it is no mapping itself; for what is written by name but has an order.
  mutating func listNamed(_ member: String, valueAs key: String) {
    guard var root = value.object, let members = root[member]?.object else { return }
    let names = order(of: [member])
    var numbers: [ByteText: Int] = [:]
    var items: [JSONValue] = []
    for (index, name) in names.enumerated() {
      numbers[ByteText(name)] = index
      var item = members[name]?.object ?? [ByteText(key): members[name] ?? .null]
      item["name"] = .string(name)
      items.append(.object(item))
    }
    func moved(_ path: [ByteText]) -> [ByteText]? {
      guard path.count > 1, path[0].text.isSame(as: member), let index = numbers[path[1]] else { return nil }
      return [path[0], ByteText(String(index))] + path.dropFirst(2)
    }
    var (moves, nameMoves): ([[ByteText]: YAMLPlace], [[ByteText]: YAMLPlace]) = ([:], [:])
    for (path, place) in places { moves[moved(path) ?? path] = place }
    for (path, place) in namePlaces {
      guard let new = moved(path) else {
        nameMoves[path] = place
        continue
      }
      nameMoves[new] = place
      if path.count == 2 { moves[new + ["name"]] = place }
    }
    for name in names where members[name]?.object == nil {
      let old = [ByteText(member), ByteText(name)]
      if let new = moved(old) { moves[new + [ByteText(key)]] = places[old] }
    }
    (places, namePlaces) = (moves, nameMoves)
    root[member] = .array(items)
    value = .object(root)
  }

  private mutating func convert(
    _ node: Node, _ path: [ByteText], _ source: YAMLSource
  ) throws(YAMLProblem) -> JSONValue {
    let place = source.place(node.mark)
    places[path] = place
    guard places.count <= YAMLTree.partLimit else {
      throw YAMLProblem(place, "the file has over \(YAMLTree.partLimit) parts", "make it smaller, or use fewer aliases")
    }
    switch node {
    case .scalar(let scalar):
      let scalar = try YAMLScalar(scalar, place)
      if let cell = scalar.cell { written.values[path] = cell }
      return scalar.value
    case .sequence(let sequence):
      try YAMLScalar.checkTag(sequence.tag, place, [.implicit, .nonSpecific, .seq])
      var items: [JSONValue] = []
      for (index, item) in sequence.enumerated() {
        items.append(try convert(item, path + [ByteText(String(index))], source))
      }
      return .array(items)
    case .mapping(let mapping):
      try YAMLScalar.checkTag(mapping.tag, place, [.implicit, .nonSpecific, .map])
      var members: [ByteText: JSONValue] = [:]
      for (key, item) in mapping {
        let keyPlace = source.place(key.mark)
        guard case .scalar(var scalar) = key else {
          throw YAMLProblem(keyPlace, "a key that is no single word", "write `name: value`")
        }
        scalar.string = source.name(scalar.string)
        let name = ByteText(scalar.string)
        guard members[name] == nil else {
          throw YAMLProblem(keyPlace, "the key \"\(name.text)\" is there twice", "keep one of the two")
        }
        namePlaces[path + [name]] = keyPlace
        written.names[path + [name]] = YAMLScalar.cell(of: scalar)
        orders[path, default: []].append(name.text)
        members[name] = try convert(item, path + [name], source)
      }
      return .object(members)
    case .alias: throw YAMLProblem(place, "an alias that cannot be followed", "write the value out")
    }
  }
}
