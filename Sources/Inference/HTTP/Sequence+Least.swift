extension Sequence where Element: Comparable {
  /// The least elements, in order; in one pass over however many there are.
  func least(_ count: Int) -> [Element] {
    var least: [Element] = []
    for element in self {
      if least.count == count {
        guard let last = least.last, element < last else { continue }
        least.removeLast()
      }
      least.insert(element, at: least.firstIndex { element < $0 } ?? least.endIndex)
    }
    return least
  }
}
