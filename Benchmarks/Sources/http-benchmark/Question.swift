import Foundation

/// What is asked: one decision, or a batch.
struct Question {
  let name: String
  let decisions: Int
  let body: [UInt8]

  static func single(_ input: [String: Any]) throws -> Question {
    Question(name: "single", decisions: 1, body: try json(["input": input]))
  }

  static func batch(_ input: [String: Any], of count: Int) throws -> Question {
    let requests = Array(repeating: ["input": input], count: count)
    return Question(name: "batch of \(count)", decisions: count, body: try json(["requests": requests]))
  }

  /// Inputs of a loop, made up by their kinds.
  static func input(_ loop: [String: Any]) -> [String: Any] {
    let samples: [String: Any] = [
      "numeric": 12.5, "category": "AA", "text": "a short text about something", "time": "2013-06-01T12:30:00Z",
    ]
    let inputs = loop["inputs"] as? [[String: Any]] ?? []
    return Dictionary(
      inputs.compactMap { input in
        guard let name = input["name"] as? String, let kind = input["kind"] as? String, let sample = samples[kind]
        else { return nil }
        return (name, sample)
      }, uniquingKeysWith: { first, _ in first })
  }

  private static func json(_ object: [String: Any]) throws -> [UInt8] {
    Array(try JSONSerialization.data(withJSONObject: object, options: .sortedKeys))
  }
}
