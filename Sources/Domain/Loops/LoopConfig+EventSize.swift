extension LoopConfig {
  /// What is wrong where the configuration is longer than the event that states it may be: its longest part is named.
  package var sizeProblems: [Problem] {
    let bytes = LoopConfigured(config: self, digest: digest).json.canonicalText.utf8.count
    guard bytes > AnswerSize.eventLimit else { return [] }
    let parts = (json.object ?? [:]).map { (name: $0.key.text, bytes: $0.value.canonicalText.utf8.count) }
    let longest = parts.max { ($0.bytes, $1.name) < ($1.bytes, $0.name) }
    return [
      Problem(
        path: [longest?.name ?? "name"],
        message: "the configuration takes \(bytes) bytes as an event, over the limit of \(AnswerSize.eventLimit); "
          + "\(longest?.bytes ?? 0) of them are in \(longest?.name ?? "it")",
        mend: "shorten it")
    ]
  }
}
