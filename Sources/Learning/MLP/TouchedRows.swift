/// Which rows of a table a minibatch has touched, each once, in the order of first touch.
struct TouchedRows {
  private let stamps: Storage<Int32>
  private let rows: Storage<Int32>
  private var stamp: Int32 = 0
  private(set) var count = 0

  init(tableRows: Int) {
    stamps = Storage(tableRows, repeating: 0)
    rows = Storage(tableRows, repeating: 0)
  }

  mutating func begin() {
    stamp += 1
    count = 0
  }

  @inline(__always)
  mutating func touch(_ row: Int32) {
    guard stamps.pointer[Int(row)] != stamp else { return }
    stamps.pointer[Int(row)] = stamp
    rows.pointer[count] = row
    count += 1
  }

  var list: UnsafeBufferPointer<Int32> { UnsafeBufferPointer(start: rows.pointer, count: count) }
}
