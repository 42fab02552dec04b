import Kafka
import TestSupport
import Testing

@Suite(.broker) struct GroupTests {
  /// Polls and answers rebalances until `done`, given what is assigned now and what came.
  private func follow(
    _ consumer: KafkaConsumer, from start: KafkaOffset,
    until done: @Sendable (_ assigned: Set<TopicPartition>, _ messages: [KafkaMessage]) async -> Bool
  ) async throws -> (assigned: Set<TopicPartition>, messages: [KafkaMessage]) {
    var assigned: Set<TopicPartition> = []
    var messages: [KafkaMessage] = []
    let deadline = ContinuousClock.now + .seconds(150)
    while .now < deadline {
      if await done(assigned, messages) { return (assigned, messages) }
      let poll = try await consumer.poll(max: 100, timeout: .milliseconds(200))
      messages += poll.messages
      switch poll.rebalance {
      case .assigned(let partitions)?:
        assigned = Set(partitions)
        try await consumer.assign(partitions.map { $0.at(start) })
      case .revoked?:
        assigned = []
        try await consumer.unassign()
      case nil: break
      }
    }
    throw LaunchError("the group did not get there: \(assigned), \(messages.count) records")
  }

  @Test func twoMembersShareAndStartAtExplicitOffsets() async throws {
    let broker = Broker.current
    let topic = try await broker.topic("shared", partitions: 4)
    try await deliver((0..<40).map { record(topic, nil, "\($0)", partition: Int32($0 % 4)) })
    let all = Set((0..<4).map { TopicPartition(topic, $0) })
    let group = broker.name("group")

    let first = try KafkaConsumer(broker.groupConfiguration, group: group, logger: broker.logger)
    try await first.subscribe([topic])
    let alone = try await follow(first, from: 7) { assigned, messages in
      assigned == all && messages.count >= 12
    }
    #expect(Set(alone.messages.map(\.offset)) == [7, 8, 9])
    #expect(alone.messages.count == 12)

    let second = try KafkaConsumer(broker.groupConfiguration, group: group, logger: broker.logger)
    try await second.subscribe([topic])
    let shares = Shares()
    async let ofFirst = follow(first, from: 9) { assigned, _ in await shares.report(0, assigned, all) }
    async let ofSecond = follow(second, from: 9) { assigned, _ in await shares.report(1, assigned, all) }
    let (one, other) = try await (ofFirst, ofSecond)
    #expect(one.assigned.count == 2)
    #expect(other.assigned == all.subtracting(one.assigned))

    await second.close()
    _ = try await follow(first, from: 9) { assigned, _ in assigned == all }
    await first.close()
  }

  @Test func commitsAreKeptForTheGroup() async throws {
    let broker = Broker.current
    let topic = try await broker.topic("commit", partitions: 2)
    try await deliver((0..<10).map { record(topic, nil, "\($0)", partition: 0) })
    let group = broker.name("group")
    let partitions = [TopicPartition(topic, 0), TopicPartition(topic, 1)]

    let first = try KafkaConsumer(broker.groupConfiguration, group: group, logger: broker.logger)
    try await first.assign([partitions[0].at(.beginning)])
    _ = try await collect(10, from: first)
    #expect(try await first.committed(partitions) == [])
    try await first.commit([partitions[0].at(6)])
    #expect(try await first.committed(partitions) == [partitions[0].at(6)])
    await first.close()

    let second = try KafkaConsumer(broker.groupConfiguration, group: group, logger: broker.logger)
    try await second.assign([partitions[0].at(.stored)])
    #expect(try await collect(4, from: second).map(\.offset) == [6, 7, 8, 9])
    await second.close()
  }

  @Test func aRebalanceWantsAnAnswerBeforeTheNextPoll() async throws {
    let broker = Broker.current
    let topic = try await broker.topic("answer")
    let consumer = try KafkaConsumer(broker.groupConfiguration, group: broker.name("group"), logger: broker.logger)
    try await consumer.subscribe([topic])
    var offered: KafkaRebalance?
    for _ in 0..<150 where offered == nil {
      offered = try await consumer.poll(max: 1, timeout: .seconds(1)).rebalance
    }
    #expect(offered == .assigned([TopicPartition(topic, 0)]))
    let error = await #expect(throws: KafkaError.self) { _ = try await consumer.poll(max: 1, timeout: .zero) }
    #expect(error?.code == .state)
    try await consumer.assign([TopicPartitionOffset(topic, 0, .beginning)])
    try await deliver([record(topic, nil, "a")])
    #expect(try await collect(1, from: consumer).count == 1)
    await consumer.close()
  }

  @Test func aSubscribedTopicThatIsMissingIsAnErrorInThePoll() async throws {
    let broker = Broker.current
    let topic = broker.name("later")
    let consumer = try KafkaConsumer(
      broker.groupConfiguration.with(["topic.metadata.refresh.interval.ms": "500"]), group: broker.name("group"),
      logger: broker.logger)
    try await consumer.subscribe([topic])
    let error = try await firstError(from: consumer)
    #expect(error.code == .unknownTopicOrPartition)
    #expect(error.topic == topic)
    #expect(try await broker.topic("later") == topic)
    let joined = try await follow(consumer, from: .beginning) { assigned, _ in !assigned.isEmpty }
    #expect(joined.assigned == [TopicPartition(topic, 0)])
    await consumer.close()
  }
}

/// What the members of a group own, as they report it.
private actor Shares {
  private var owned: [Int: Set<TopicPartition>] = [:]

  /// Whether two members own everything between them, each a part.
  func report(_ member: Int, _ partitions: Set<TopicPartition>, _ all: Set<TopicPartition>) -> Bool {
    owned[member] = partitions
    guard owned.count == 2, owned.values.allSatisfy({ !$0.isEmpty }) else { return false }
    return owned.values.reduce(Set()) { $0.union($1) } == all && owned.values.map(\.count).reduce(0, +) == all.count
  }
}
