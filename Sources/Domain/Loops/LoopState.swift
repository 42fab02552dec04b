/// Whether a loop's wheel turns. A paused loop still records, joins and answers; it seals no dataset.
package enum LoopState: String, Sendable, Hashable {
  case active
  case paused
}
