/// Why a coded body cannot be decoded.
enum ContentCodingError: Error, Hashable {
  /// The outcome is over the limit.
  case tooLarge
  /// Nobody waits for the outcome any more.
  case abandoned
  /// It is not what the coding's name says, in words.
  case broken(String)
}
