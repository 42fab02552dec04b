import Domain
import Yams

/// A YAML document as a JSON value, with the place of each of its parts.
///
/// What stands without quotes means what `YAMLScalar` says; the texts themselves are kept in `written`.
struct YAMLTree {
  /// Largest document, in bytes, and largest number of parts once aliases are written out.
  static let sizeLimit = 256 * 1024
  static let partLimit = 20_000

  private(set) var value: JSONValue = .null
  /// What stands without quotes.
  private(set) var written = LoopConfig.Written()
  private var places: [[String]: YAMLPlace] = [:]
  private var namePlaces: [[String]: YAMLPlace] = [:]
  private var orders: [[String]: [String]] = [:]

  init(_ bytes: [UInt8]) throws(YAMLProblem) {
    guard bytes.count <= YAMLTree.sizeLimit else {
      throw YAMLProblem(.start, "the file has \(bytes.count) bytes", "keep it below \(YAMLTree.sizeLimit)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw YAMLProblem(.start, "the file is not UTF-8", "save it as UTF-8")
    }
    let node: Node?
    do {
      node = try compose(yaml: text, .default, .default, .utf8)
    } catch let error as YamlError {
      throw YAMLProblem(error)
    } catch {
      throw YAMLProblem(.start, "the file is not YAML: \(error)", "mend its syntax")
    }
    guard let node else { throw YAMLProblem(.start, "the file is empty", "write `name: value` lines") }
    value = try convert(node, [])
  }

  /// Where the part at that path starts, or else the innermost part around it; `atName` gives its name's place.
  func place(of path: [String], atName: Bool) -> YAMLPlace {
    if atName, let place = namePlaces[path] { return place }
    var path = path
    while true {
      if let place = places[path] { return place }
      guard path.popLast() != nil else { return .start }
      // A part that is missing is told of at the name of what should hold it.
      if let place = namePlaces[path] { return place }
    }
  }

  /// The names of a mapping in their order.
  func order(of path: [String]) -> [String] { orders[path] ?? [] }

  /// Turns the mapping at the root's member into a list of objects, each with its name as `name`, and the value under
  /// `key` where it is no mapping itself; for what is written by name but has an order.
  mutating func listNamed(_ member: String, valueAs key: String) {
    guard var root = value.object, let members = root[member]?.object else { return }
    var items: [JSONValue] = []
    for (index, name) in order(of: [member]).enumerated() {
      let old = [member, name]
      let new = [member, String(index)]
      var item = members[name]?.object ?? [ByteText(key): members[name] ?? .null]
      if members[name]?.object == nil { places[new + [key]] = places[old] }
      for (path, place) in places where path.starts(with: old) { places[new + path.dropFirst(2)] = place }
      for (path, place) in namePlaces where path.starts(with: old) { namePlaces[new + path.dropFirst(2)] = place }
      places[new + ["name"]] = namePlaces[old]
      item["name"] = .string(name)
      items.append(.object(item))
    }
    root[member] = .array(items)
    value = .object(root)
  }

  private mutating func convert(_ node: Node, _ path: [String]) throws(YAMLProblem) -> JSONValue {
    let place = YAMLPlace(node.mark)
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
      for (index, item) in sequence.enumerated() { items.append(try convert(item, path + [String(index)])) }
      return .array(items)
    case .mapping(let mapping):
      try YAMLScalar.checkTag(mapping.tag, place, [.implicit, .nonSpecific, .map])
      var members: [ByteText: JSONValue] = [:]
      for (key, item) in mapping {
        guard case .scalar(let scalar) = key else {
          throw YAMLProblem(YAMLPlace(key.mark), "a key that is no single word", "write `name: value`")
        }
        let name = scalar.string
        namePlaces[path + [name]] = YAMLPlace(key.mark)
        written.names[path + [name]] = YAMLScalar.cell(of: scalar)
        orders[path, default: []].append(name)
        guard members.updateValue(try convert(item, path + [name]), forKey: ByteText(name)) == nil else {
          throw YAMLProblem(YAMLPlace(key.mark), "the key \"\(name)\" is there twice", "keep one of the two")
        }
      }
      return .object(members)
    case .alias: throw YAMLProblem(place, "an alias that cannot be followed", "write the value out")
    }
  }
}
