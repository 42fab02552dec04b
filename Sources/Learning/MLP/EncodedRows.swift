/// A batch as the network reads it: plain numbers, rows of the embedding table, and bags of text features.
final class EncodedRows {
  let count: Int
  let denseWidth: Int
  let fieldCount: Int
  let bagCount: Int
  /// [count, denseWidth]
  let dense: Storage<Float>
  /// [count, fieldCount], rows of the embedding table.
  let fields: Storage<Int32>
  /// [count, bagCount] and one more: bag k of row r holds `bagItems[starts[r·bagCount + k] ..< starts[… + 1]]`.
  private(set) var bagStarts = Storage<Int32>([0])
  /// Rows of the text table.
  private(set) var bagItems = Storage<Int32>([])

  init(count: Int, denseWidth: Int, fieldCount: Int, bagCount: Int) {
    self.count = count
    self.denseWidth = denseWidth
    self.fieldCount = fieldCount
    self.bagCount = bagCount
    dense = Storage(count * denseWidth, repeating: 0)
    fields = Storage(count * fieldCount, repeating: 0)
  }

  func setBags(starts: [Int32], items: [Int32]) {
    bagStarts = Storage(starts)
    bagItems = Storage(items)
  }

  @inline(__always)
  func bag(_ row: Int, _ index: Int) -> UnsafeBufferPointer<Int32> {
    let at = row * bagCount + index
    let start = Int(bagStarts.pointer[at])
    return UnsafeBufferPointer(start: bagItems.pointer + start, count: Int(bagStarts.pointer[at + 1]) - start)
  }
}
