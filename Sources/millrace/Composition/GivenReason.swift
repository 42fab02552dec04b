import ArgumentParser
import Domain

/// A reason that somebody gives on the command line, for the record: the events that state it have so much room.
enum GivenReason {
  /// - Throws: `ValidationError` where it is blank, or too long.
  static func check(_ reason: String?, flag: String, what: String) throws {
    guard let reason else { return }
    guard !reason.allSatisfy(\.isWhitespace) else { throw ValidationError("say with \(flag) why \(what)") }
    let length = TextLength.of(reason)
    guard length <= TextLength.reason else {
      throw ValidationError("\(flag) has \(length) characters; shorten it to at most \(TextLength.reason)")
    }
  }
}
