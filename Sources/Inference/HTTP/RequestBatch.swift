import Domain

/// The objects of a request that brings one, or several under a name.
struct RequestBatch {
  /// Whether it came as a batch, and so is answered as one.
  let isBatch: Bool
  /// The member that holds a batch's array.
  let name: String
  let objects: [[ByteText: JSONValue]]

  /// - Parameters:
  ///   - known: the members of an object; one that is null is one that is not there.
  /// - Throws: `Problem`.
  init(_ body: JSONValue, name: String, known: [String], limit: Int) throws(Problem) {
    self.name = name
    guard case .object(var members) = body else {
      throw .invalid(
        .init(field: "", pointer: "", detail: "the body has to be an object, but is \(FieldReader.kind(body))"))
    }
    guard let batch = members[name], !batch.isNull else {
      members[name] = nil
      isBatch = false
      objects = [members]
      return
    }
    let others = members.filter {
      !$0.key.text.isSame(as: name) && !($0.value.isNull && known.hasSame(as: $0.key.text))
    }
    guard others.isEmpty else { throw .invalid(RequestBatch.errors(others.keys, beside: name)) }
    let pointer = JSONPointer.text([name])
    guard case .array(let items) = batch, !items.isEmpty else {
      throw .invalid(.init(field: name, pointer: pointer, detail: "it has to be an array of 1 to \(limit) objects"))
    }
    guard items.count <= limit else {
      throw .tooLarge("\(name) has \(items.count) entries, over the limit of \(limit); send several requests")
    }
    var errors = FieldErrors()
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

  private static func errors(_ others: some Collection<ByteText>, beside name: String) -> FieldErrors {
    var errors = FieldErrors()
    for other in others.least(FieldErrors.most).map(\.text) {
      errors.append(
        .init(
          field: other.shortened(to: 256), pointer: JSONPointer.text([other]),
          detail: "there is no such member beside `\(name)`; put it into the objects there, or leave it out"))
    }
    errors.count(further: others.count - errors.count)
    return errors
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
