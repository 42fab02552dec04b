extension Duration {
  /// Whole milliseconds, rounded up, as librdkafka takes them; never below zero.
  var milliseconds: Int32 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    guard seconds < Int64(Int32.max) / 1000 else { return Int32.max }
    return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}

extension ContinuousClock.Instant {
  /// The time from now until this instant, never below zero.
  var remaining: Duration {
    max(.zero, ContinuousClock.now.duration(to: self))
  }
}
