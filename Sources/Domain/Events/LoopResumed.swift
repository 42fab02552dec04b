/// A paused loop's wheel turns again.
package struct LoopResumed: EventData {
  package static let type = "millrace.loop.resumed.v1"

  package var reason: String?

  package init(reason: String? = nil) {
    self.reason = reason
  }

  package static let full = LoopResumed(reason: "done")
}
