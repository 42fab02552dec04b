/// Which rows of a table a minibatch has touched, each once, in the order of first touch.
///
/// Not Sendable: one training run owns it.
package final class TouchedRows {
  /// Row by row the minibatch that touched it last.
  private let stamps: UnsafeMutablePointer<Int32>
  private let rows: UnsafeMutablePointer<Int32>
  private var stamp: Int32 = 0
  private var count = 0

  package init(tableRows: Int) {
    stamps = .allocate(capacity: tableRows)
    stamps.initialize(repeating: 0, count: tableRows)
    rows = .allocate(capacity: tableRows)
    rows.initialize(repeating: 0, count: tableRows)
  }

  deinit {
    stamps.deallocate()
    rows.deallocate()
  }

  /// Begins another minibatch.
  package func begin() {
    stamp += 1
    count = 0
  }

  package func touch(all items: UnsafeBufferPointer<Int32>) {
    var next = count
    for item in items where stamps[Int(item)] != stamp {
      stamps[Int(item)] = stamp
      rows[next] = item
      next += 1
    }
    count = next
  }

  package var list: UnsafeBufferPointer<Int32> { UnsafeBufferPointer(start: rows, count: count) }
}
