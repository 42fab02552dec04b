import Domain

/// What is said where no loop is shown.
extension StatusCommand {
  /// Whether that is because none is configured, or because the read models, which know the loops, are not made yet.
  static func noLoop(_ status: JSONValue) -> String {
    let head = status["head"]?.integer ?? 0
    switch status["read_models"]?.string {
    case "missing" where head > 0:
      return "there are no read models yet, and the ledger has \(Counted.text(head, "event")): the projector makes "
        + "them; is it running?"
    case "behind":
      return
        "the read models are being made: position \(status["folded"]?.integer ?? 0) of \(head); loops are shown once "
        + "they are folded"
    case "unreadable": return "what loops there are is not for this login to read"
    default: return "no loop is configured yet: millrace loop apply FILE"
    }
  }
}
