/// What was done in how long, over all turns.
struct Rate {
  private(set) var turns = 0
  private var count = 0
  private var seconds = 0.0

  mutating func add(_ count: Int, seconds: Double) {
    turns += 1
    self.count += count
    self.seconds += seconds
  }

  var perSecond: Double { seconds > 0 ? Double(count) / seconds : 0 }
}
