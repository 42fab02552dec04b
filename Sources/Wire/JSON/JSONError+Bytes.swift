extension JSONError {
  /// How to mend it, told by what stands there: `NaN` and `Infinity`, as many programs write them, are no JSON.
  package func mend(in bytes: some RandomAccessCollection<UInt8>) -> String {
    guard code == .unexpectedByte || code == .badNumber else { return mend }
    let rest = bytes.dropFirst(offset).prefix(3).map { $0 | 0x20 }
    let isNoNumber = rest.elementsEqual("nan".utf8) || rest.elementsEqual("inf".utf8)
    return isNoNumber ? "JSON has no NaN or Infinity; send null, which is a missing value" : mend
  }
}
