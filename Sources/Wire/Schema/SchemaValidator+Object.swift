extension SchemaValidator {
  mutating func object(_ node: Int, _ start: Int) throws(JSONError) {
    let closing = UInt8(ascii: "}")
    let mark = names.mark
    var seen: UInt64 = 0
    var count = 0
    if try scanner.enter(closing: closing) {
      repeat {
        let name = try scanner.name()
        let hash = JSONNameHash.hash(scanner.bytes, name.start, name.end)
        names.add(name, hash: hash)
        count &+= 1
        var child = SchemaNode.any
        if node >= 0 {
          let member = name.hasEscapes ? find(node, escaped: name) : find(node, name, hash)
          if member >= 0 {
            child = schema.members[member].node
            seen |= 1 &<< UInt64(member &- Int(schema.nodes[node].members.lowerBound))
          } else {
            child = schema.nodes[node].additional
            if child == SchemaNode.never { unknownMember(node, name) }
          }
        }
        try value(child)
      } while try scanner.another(closing: closing)
    }
    try names.end(mark, scanner)
    if node >= 0 { checkMembers(node, start, seen, count) }
  }

  private mutating func checkMembers(_ node: Int, _ start: Int, _ seen: UInt64, _ count: Int) {
    let missing = schema.nodes[node].required & ~seen
    if missing != 0 {
      let name = memberName(node, bit: missing.trailingZeroBitCount)
      violate(start, "a member \"\(name)\"", member: name)
    }
    let least = schema.nodes[node].minProperties
    if count < least { violate(start, "at least \(least) members") }
    let choices = schema.nodes[node].anyRequired
    guard !choices.isEmpty else { return }
    for choice in choices where schema.requiredSets[Int(choice)] & ~seen == 0 { return }
    let text = choices.map { choice in
      let bits = schema.requiredSets[Int(choice)]
      return (0..<64).filter { bits & 1 << UInt64($0) != 0 }.map { memberName(node, bit: $0) }
        .joined(separator: " and ")
    }
    violate(start, "at least one of the members \(text.joined(separator: ", "))")
  }

  private mutating func unknownMember(_ node: Int, _ name: JSONSpan) {
    let text = String(scanner.text(name).prefix(64))
    violate(name.start - 1, "no member \"\(text)\"", member: text)
  }

  private func memberName(_ node: Int, bit: Int) -> String {
    let member = schema.members[Int(schema.nodes[node].members.lowerBound) + bit]
    return String(decoding: schema.text[member.name.places], as: UTF8.self)
  }

  /// Index of the named member in the schema's table, or -1.
  @inline(__always)
  private func find(_ node: Int, _ name: JSONSpan, _ hash: UInt64) -> Int {
    let table = schema.nodes[node].table
    guard !table.isEmpty else { return -1 }
    let mask = table.count &- 1
    let base = Int(table.lowerBound)
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let member = Int(schema.places[base &+ place])
      guard member >= 0 else { return -1 }
      if schema.members[member].hash == hash, isSame(schema.members[member].name, name) { return member }
      place = (place &+ 1) & mask
    }
  }

  private func find(_ node: Int, escaped name: JSONSpan) -> Int {
    let bytes = scanner.unescaped(name)
    return schema.nodes[node].members.first { member in
      schema.text[schema.members[Int(member)].name.places].elementsEqual(bytes)
    }.map { Int($0) } ?? -1
  }

  @inline(__always)
  func isSame(_ known: Range<Int32>, _ span: JSONSpan) -> Bool {
    guard known.count == span.end &- span.start else { return false }
    var place = span.start
    for index in known.places {
      guard schema.text[index] == scanner.bytes[place] else { return false }
      place &+= 1
    }
    return true
  }
}
