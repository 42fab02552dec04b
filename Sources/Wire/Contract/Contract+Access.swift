extension Contract {
  /// Who is not a service of Millrace: it writes what it records, and follows how far the ledger has come.
  package static let producer = "producer"

  /// The principals that may write a topic, sorted.
  package var writers: [String] {
    Set(topics.flatMap(\.writers) + (watermarks?.writers ?? [])).sorted()
  }

  /// What each principal may do: write its own topics and no others. Services read every topic, in groups of their own;
  /// a producer from elsewhere reads how far the ledger has come.
  ///
  /// What is not here, nobody may do but a superuser: to make topics, and to write what only another service says.
  package var access: [AccessRule] {
    var rules: [AccessRule] = []
    let written = topics.map { ($0.name, $0.writers) } + (watermarks.map { [($0.name, $0.writers)] } ?? [])
    for (topic, writers) in written {
      for writer in writers { rules.append(AccessRule(writer, .write, .topic, topic)) }
    }
    for principal in writers {
      if principal == Contract.producer {
        if let watermarks { rules.append(AccessRule(principal, .read, .topic, watermarks.name)) }
      } else {
        rules += written.map { AccessRule(principal, .read, .topic, $0.0) }
        rules.append(AccessRule(principal, .read, .group, "millrace", isPrefix: true))
      }
    }
    return rules
  }
}
