/// Who has which connection and who waits for one, first come first served. Performs nothing itself.
struct PoolState<Waiter> {
  enum Acquired {
    /// Use this connection (made when it is first used).
    case use(Int)
    /// Wait; the waiter is handed a connection later.
    case wait
    case closed
  }

  enum Released {
    case hand(Waiter, Int)
    case keep
    /// The pool is closing: close this connection.
    case close
  }

  let size: Int
  private var idle: [Int]
  private var waiters: [(id: UInt64, waiter: Waiter)] = []
  private var isClosed = false

  init(size: Int) {
    self.size = max(1, size)
    // The last one is taken first, so a pool used by one task has one connection.
    idle = (0..<self.size).reversed()
  }

  var waiting: Int { waiters.count }

  mutating func acquire(_ id: UInt64, _ waiter: @autoclosure () -> Waiter) -> Acquired {
    if isClosed { return .closed }
    if let slot = idle.popLast() { return .use(slot) }
    waiters.append((id, waiter()))
    return .wait
  }

  mutating func release(_ slot: Int) -> Released {
    if !waiters.isEmpty { return .hand(waiters.removeFirst().waiter, slot) }
    idle.append(slot)
    return isClosed ? .close : .keep
  }

  /// Takes a waiter out of the queue; nil if it is not there.
  mutating func cancel(_ id: UInt64) -> Waiter? {
    waiters.firstIndex { $0.id == id }.map { waiters.remove(at: $0).waiter }
  }

  /// Refuses everything from now on; returns who waits and which connections nobody uses.
  mutating func close() -> (waiters: [Waiter], idle: [Int]) {
    isClosed = true
    defer { waiters = [] }
    return (waiters.map(\.waiter), idle)
  }

  /// No connection is in use.
  var isIdle: Bool { idle.count == size }
}
