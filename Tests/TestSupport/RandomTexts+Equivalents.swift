extension RandomTexts {
  /// Two texts that are canonically equivalent, and so equal for `String`, but of other bytes.
  package mutating func equivalents() -> (String, String) {
    let pairs = [
      ("\u{e9}", "e\u{301}"), ("K", "\u{212A}"), ("\u{c5}", "\u{212B}"), ("\u{3a9}", "\u{2126}"),
      ("\u{d55c}", "\u{1112}\u{1161}\u{11ab}"), ("s\u{323}\u{307}", "s\u{307}\u{323}"), ("\u{1e69}", "s\u{323}\u{307}"),
      ("\u{2260}", "=\u{338}"), ("\u{f900}", "\u{8c48}"),
    ]
    let around = ["", "x", "late ", "\u{1F600}", "0", "日本"]
    let (before, after) = (around[below(around.count)], ["", " y", "9"][below(3)])
    let (first, second) = pairs[below(pairs.count)]
    return below(2) == 0
      ? (before + first + after, before + second + after) : (before + second + after, before + first + after)
  }
}
