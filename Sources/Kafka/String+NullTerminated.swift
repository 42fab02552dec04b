extension String {
  /// The text that a C function wrote into a buffer.
  init(nullTerminated text: [CChar]) {
    self.init(decoding: text.lazy.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
