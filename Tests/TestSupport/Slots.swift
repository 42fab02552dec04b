/// A fixed number of places that tasks take in the order in which they ask.
actor Slots {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var first = 0

  init(_ count: Int) { free = count }

  /// Waits until a place is free; ``leave()`` gives it back.
  func enter() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func leave() {
    guard first < waiting.count else {
      free += 1
      return
    }
    first += 1
    waiting[first - 1].resume()
  }
}
