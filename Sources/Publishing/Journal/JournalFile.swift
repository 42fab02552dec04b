/// An open file of a journal, closed when nobody holds it any more. Every method blocks.
package protocol JournalFile: AnyObject, Sendable {
  /// Bytes in the file.
  func size() throws(JournalError) -> Int

  /// Whether its folder still has it.
  func isThere() -> Bool

  /// Writes bytes at a place. On an error some of them may be there.
  func write(_ bytes: [UInt8], at place: Int) throws(JournalError)

  /// Waits until the disk has what was written. After an error nobody knows what it has.
  func synchronise() throws(JournalError)

  /// At most `count` bytes from a place on; fewer at the file's end.
  func read(from place: Int, count: Int) throws(JournalError) -> [UInt8]
}
