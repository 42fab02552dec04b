import Hummingbird

/// When a caller wants its answer: once its events are accepted, or once the ledger has them.
enum Acknowledgement: Sendable, Hashable {
  case accepted
  /// The seconds are those to wait at most; `isPreferred` when they came as `Prefer: wait`.
  case durable(seconds: Int, isPreferred: Bool)

  /// The seconds where a caller names none, and the most.
  static let defaultSeconds = 10
  static let longestSeconds = 60

  private static let prefer = HTTPFields.Element.Name("Prefer")!
  private static let preferenceApplied = HTTPFields.Element.Name("Preference-Applied")!

  /// - Throws: `Problem` for a value of `ack` that there is not.
  init(_ request: Request, _ context: InferenceContext) throws(Problem) {
    let fields = request.headers[values: Acknowledgement.prefer]
    let query = context.query["ack"]
    if query == nil && fields.isEmpty {
      self = .accepted
      return
    }
    let wait = Preferences.wait(in: fields).map { min($0, Acknowledgement.longestSeconds) }
    switch query {
    case "accepted": self = .accepted
    case "durable": self = .durable(seconds: wait ?? Acknowledgement.defaultSeconds, isPreferred: wait != nil)
    case nil: self = wait.map { $0 == 0 ? .accepted : .durable(seconds: $0, isPreferred: true) } ?? .accepted
    case let other?:
      throw .invalid(.init(field: "ack", detail: "it is \"\(other.shortened(to: 64))\"; use accepted or durable"))
    }
  }

  /// What to say of it in the answer.
  var headers: HTTPFields {
    guard case .durable(let seconds, true) = self else { return [:] }
    return [Acknowledgement.preferenceApplied: "wait=\(seconds)"]
  }
}
