import Foundation
import Kafka

/// Interactions of a wanted size, in CloudEvents binary mode, each with a random id.
struct SampleEvents {
  private var random = SystemRandomNumberGenerator()
  /// What stands behind the id in the body: inputs as numbers and words, which compress as such things do.
  private let bodies: [[UInt8]]
  private static let topic = "millrace.interactions"

  /// - Parameter bytes: of the body.
  init(bytes: Int) {
    let words = ["carrier", "delayed", "origin", "north", "after", "storm", "gate", "crew", "early", "weekend", "hub"]
    bodies = (0..<64).map { index in
      var input: [String] = []
      var length = 230
      while length < bytes {
        let number = input.count
        let member =
          number % 3 == 2
          ? "\"note_\(number)\":\"\(words[(index + number) % 11]) \(words[(index * 7 + number * 5) % 11])\""
          : "\"feature_\(number)\":\(Double((index * 7919 + number * 104_729) % 100_000) / 1000)"
        input.append(member)
        length += member.utf8.count + 1
      }
      return Array(
        """
        ","unit":"user-\(index)","input":{\(input.joined(separator: ","))},"output":{"label":"late",\
        "probability":0.7\(index)},"model":"0b4c65a7c9d34f51","generation":3,"propensity":0.9\(index)}
        """.utf8)
    }
  }

  /// - Parameter now: microseconds since 1970.
  mutating func record(now: Int64) -> KafkaRecord {
    let (high, low) = (random.next(), random.next())
    let id = Array(String(format: "%016lx%016lx", high, low).utf8)
    let body = Int(high % 64)
    return KafkaRecord(
      topic: SampleEvents.topic, key: Array("bench.ledger/user-\(high % 5000)".utf8),
      value: Array("{\"interaction_id\":\"".utf8) + id + bodies[body],
      headers: [
        KafkaHeader("ce_specversion", "1.0"), KafkaHeader("ce_id", id), KafkaHeader("ce_source", "/bench/producer"),
        KafkaHeader("ce_type", "millrace.interaction.recorded.v1"), KafkaHeader("ce_time", SampleEvents.text(now)),
        KafkaHeader("ce_loop", "bench.ledger"), KafkaHeader("ce_subject", id),
        KafkaHeader("content-type", "application/json"),
      ])
  }

  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }

  /// RFC 3339.
  private static func text(_ micros: Int64) -> String {
    var (seconds, parts) = (time_t(micros / 1_000_000), tm())
    gmtime_r(&seconds, &parts)
    return String(
      format: "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1,
      Int(parts.tm_mday), Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec), Int(micros % 1_000_000))
  }
}
