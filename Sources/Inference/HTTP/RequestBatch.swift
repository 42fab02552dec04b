import Domain

/// The objects of a request that brings one, or several under a name.
struct RequestBatch {
  /// Whether it came as a batch, and so is answered as one.
  let isBatch: Bool
  /// The member that holds a batch's array.
  let name: String
  let objects: [[ByteText: JSONValue]]

  /// - Throws: `Problem`.
  init(_ body: JSONValue, name: String, limit: Int) throws(Problem) {
    self.name = name
    guard case .object(let members) = body else {
      throw .invalid([
        .init(field: "", pointer: "", detail: "the body has to be an object, but is \(FieldReader.kind(body))")
      ])
    }
    guard let batch = members[name] else {
      isBatch = false
      objects = [members]
      return
    }
    let others = members.keys.map(\.text).filter { !$0.isSame(as: name) }.sortedByBytes
    guard others.isEmpty else {
      throw .invalid(
        others.map { other in
          .init(
            field: String(other.prefix(256)), pointer: JSONPointer.text([other]),
            detail: "there is no such member beside `\(name)`; put it into the objects there, or leave it out")
        })
    }
    let pointer = JSONPointer.text([name])
    guard case .array(let items) = batch, !items.isEmpty else {
      throw .invalid([.init(field: name, pointer: pointer, detail: "it has to be an array of 1 to \(limit) objects")])
    }
    guard items.count <= limit else {
      throw .tooLarge("\(name) has \(items.count) entries, over the limit of \(limit); send several requests")
    }
    var errors: [Problem.FieldError] = []
    var objects: [[ByteText: JSONValue]] = []
    objects.reserveCapacity(items.count)
    for (index, item) in items.enumerated() {
      if case .object(let members) = item {
        objects.append(members)
      } else {
        errors.append(
          .init(
            index: index, field: "", pointer: JSONPointer.text([name, "\(index)"]),
            detail: "it has to be an object, but is \(FieldReader.kind(item))"))
      }
    }
    guard errors.isEmpty else { throw .invalid(errors) }
    isBatch = true
    self.objects = objects
  }

  /// The place to name in an error about an object.
  func place(_ index: Int) -> Int? { isBatch ? index : nil }

  /// Where an object stands in the body.
  func path(_ index: Int) -> [String] { isBatch ? [name, "\(index)"] : [] }

  /// What is wrong with a member of an object.
  func error(_ index: Int, _ members: [String], _ detail: String) -> Problem.FieldError {
    .init(
      index: place(index), field: members.joined(separator: "."), pointer: JSONPointer.text(path(index) + members),
      detail: detail)
  }
}
