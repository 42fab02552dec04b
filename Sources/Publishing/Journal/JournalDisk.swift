/// What a journal needs of a folder on a disk. Every method blocks. What was not synchronised may be gone, torn, or there
/// in part, after the machine has failed; entries of the folder as well.
package protocol JournalDisk: Sendable {
  /// For messages.
  var path: String { get }

  /// The names of the files.
  func names() throws(JournalError) -> [String]

  /// Makes an empty file; one that is there is emptied.
  func create(_ name: String) throws(JournalError) -> any JournalFile

  /// Opens a file that is there.
  func open(_ name: String) throws(JournalError) -> any JournalFile

  /// Gives a file another name; one that has that name is gone.
  func rename(_ name: String, to new: String) throws(JournalError)

  /// Removes a file; one that is not there is no error.
  func remove(_ name: String) throws(JournalError)

  /// Waits until the disk knows which files there are.
  func synchronise() throws(JournalError)

  /// Bytes that may still be written.
  func free() throws(JournalError) -> Int
}
