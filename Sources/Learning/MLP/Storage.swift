/// A fixed block of numbers that one training run or one prediction owns.
///
/// Not Sendable: it never leaves the thread of its owner.
final class Storage<Element: BitwiseCopyable> {
  let pointer: UnsafeMutablePointer<Element>
  let count: Int

  init(_ count: Int, repeating value: Element) {
    pointer = .allocate(capacity: max(count, 1))
    pointer.initialize(repeating: value, count: max(count, 1))
    self.count = count
  }

  init(_ values: [Element]) {
    pointer = .allocate(capacity: max(values.count, 1))
    count = values.count
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { pointer.initialize(from: base, count: values.count) }
    }
  }

  deinit { pointer.deallocate() }

  var array: [Element] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}
