extension JSONError {
  /// How to mend it, told by what stands there: `NaN` and `Infinity`, as many programs write them, are no JSON.
  package func mend(in bytes: some RandomAccessCollection<UInt8>) -> String {
    guard code == .unexpectedByte || code == .badNumber else { return mend }
    // Of a small "nan" the first letter is taken for the beginning of "null".
    let isNoNumber = [offset, offset - 1].contains { start in
      let word = bytes.dropFirst(max(start, 0)).prefix(3).map { $0 | 0x20 }
      return word.elementsEqual("nan".utf8) || word.elementsEqual("inf".utf8)
    }
    return isNoNumber ? "JSON has no NaN or Infinity; send null, which is a missing value" : mend
  }
}
