import ArgumentParser
import Execution
import Kafka

/// librdkafka's properties as the command line has them: `key=value`, with commas between. A comma that belongs to a value
/// is written `\,`.
struct KafkaProperties {
  private(set) var properties: [String: String] = [:]

  /// - Throws: `ValidationError`, which repeats no value, nor what may be a piece of one.
  init(_ text: String) throws {
    var last = ""
    for (index, pair) in KafkaProperties.pairs(text).enumerated() {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      // What stands behind a secret may be the rest of it.
      guard parts.count == 2, !parts[0].isEmpty, !Redaction.isSecret(last) || KafkaConfiguration.hasProperty(parts[0])
      else {
        throw ValidationError(
          "Kafka property \(index + 1)\(last.isEmpty ? "" : ", behind \(last),") is not of the form key=value with a key "
            + "that librdkafka has; write a comma within a value as \\,")
      }
      properties[parts[0]] = parts[1]
      last = parts[0]
    }
  }

  private static func pairs(_ text: String) -> [String] {
    var pairs: [String] = [""]
    var isEscaped = false
    for character in text {
      switch character {
      case "," where isEscaped: pairs[pairs.count - 1].append(",")
      case ",": pairs.append("")
      case "\\" where !isEscaped:
        isEscaped = true
        continue
      default:
        if isEscaped { pairs[pairs.count - 1].append("\\") }
        pairs[pairs.count - 1].append(character)
      }
      isEscaped = false
    }
    if isEscaped { pairs[pairs.count - 1].append("\\") }
    return pairs.filter { !$0.isEmpty }
  }
}
