import Domain

/// The objects of a request that brings one, or several under a name.
struct RequestBatch {
  /// Whether it came as a batch, and so is answered as one.
  let isBatch: Bool
  let objects: [[ByteText: JSONValue]]

  /// - Parameter name: the member that holds a batch's array.
  /// - Throws: `Problem`.
  init(_ body: JSONValue, name: String, limit: Int) throws(Problem) {
    guard case .object(let members) = body else {
      throw .invalid([.init(field: "", detail: "the body has to be an object, but is \(FieldReader.kind(body))")])
    }
    guard let batch = members[name] else {
      isBatch = false
      objects = [members]
      return
    }
    guard case .array(let items) = batch, !items.isEmpty else {
      throw .invalid([.init(field: name, detail: "it has to be an array of 1 to \(limit) objects")])
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
          .init(index: index, field: "", detail: "it has to be an object, but is \(FieldReader.kind(item))"))
      }
    }
    guard errors.isEmpty else { throw .invalid(errors) }
    isBatch = true
    self.objects = objects
  }

  /// The place to name in an error about an object.
  func place(_ index: Int) -> Int? { isBatch ? index : nil }
}
