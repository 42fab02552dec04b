/// A loop seals no more datasets.
package struct LoopPaused: EventData {
  package static let type = "millrace.loop.paused.v1"

  package var reason: String?

  package init(reason: String? = nil) {
    self.reason = reason
  }

  package static let full = LoopPaused(reason: "maintenance")
}
