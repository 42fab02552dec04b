import Execution

/// The loops that this instance of a reactor works on: those in the partitions that Kafka's group last gave it.
///
/// A share only spreads work. Should two instances work on one loop for a moment, they decide the same and their events
/// count once; so what was given stands until something else is given, also while Kafka is away.
package actor LoopShare {
  private var partitions: Set<Int32> = []
  private var count = 0
  private let changed = WakeSignal()

  package init() {}

  /// - Parameter count: how many partitions there are to share.
  package func give(_ partitions: Set<Int32>, of count: Int) async {
    self.partitions = partitions
    self.count = count
    await changed.fire()
  }

  package func holds(_ loop: String) -> Bool { count > 0 && partitions.contains(LoopPartition.of(loop, among: count)) }

  /// Returns when the loop is in this share, or is not, or the task is cancelled.
  package func wait(for loop: String, held: Bool) async {
    while !Task.isCancelled {
      let seen = await changed.generation
      if holds(loop) == held { return }
      await changed.wait(after: seen, atMost: .seconds(60))
    }
  }
}
