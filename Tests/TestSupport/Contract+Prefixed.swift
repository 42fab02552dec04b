import Wire

extension Contract {
  /// The same contract with a prefix before the names of all its topics.
  package func prefixed(_ prefix: String) -> Contract {
    let topics = topics.map { topic in
      var topic = topic
      topic.name = prefix + topic.name
      return topic
    }
    let events = events.values.map { event in
      var event = event
      event.topic = event.topic.map { prefix + $0 }
      return event
    }
    let watermarks = watermarks.map { watermarks in
      var watermarks = watermarks
      watermarks.name = prefix + watermarks.name
      return watermarks
    }
    return Contract(topics: topics, events: events, watermarks: watermarks)
  }
}
