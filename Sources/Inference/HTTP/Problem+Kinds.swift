import Hummingbird
import Ledger
import Publishing
import Wire

extension Problem {
  static func notFound(_ path: String) -> Problem {
    Problem(
      code: "not-found", title: "Nothing is served here", status: .notFound,
      detail: "\(path) is not served; GET /openapi.yaml lists what is")
  }

  static func methodNotAllowed(_ method: String, _ path: String, allowed: String) -> Problem {
    Problem(
      code: "method-not-allowed", title: "Method not allowed", status: .methodNotAllowed,
      detail: "\(path) does not take \(method); use \(allowed)", headers: [.allow: allowed])
  }

  static func unknownLoop(_ name: String, known: some Sequence<String>) -> Problem {
    let names = known.sorted()
    let list = names.isEmpty ? "there are none yet (`millrace loop apply`)" : names.joined(separator: ", ")
    return Problem(
      code: "unknown-loop", title: "There is no such loop", status: .notFound,
      detail: "there is no loop \"\(name.shortened(to: 128))\"; the loops are: \(list)")
  }

  static let notReady = Problem(
    code: "not-ready", title: "Not ready yet", status: .serviceUnavailable,
    detail: "the loops have not been read from Postgres yet; try again in a moment, and see /health/ready",
    headers: [.retryAfter: "1"])

  static func unavailable(_ loop: String, _ reason: String) -> Problem {
    Problem(
      code: "champion-unavailable", title: "The champion cannot be used", status: .serviceUnavailable,
      detail: "\(loop) has a champion that cannot answer: \(reason)", headers: [.retryAfter: "5"])
  }

  static let unauthorized = Problem(
    code: "unauthorized", title: "A token is needed", status: .unauthorized,
    detail: "send the service's token as `Authorization: Bearer <token>`", headers: [.wwwAuthenticate: "Bearer"])

  /// - Parameter hosts: those that are.
  static func misdirected(_ host: String, hosts: [String]) -> Problem {
    Problem(
      code: "misdirected", title: "Not a host of this service", status: .misdirectedRequest,
      detail:
        "the request is for the host \"\(host.shortened(to: 256))\", and this service is asked by "
        + "\(hosts.joined(separator: ", ")); use one of these, or name the host in MILLRACE_ALLOWED_HOSTS")
  }

  static func foreignOrigin(_ origin: String) -> Problem {
    Problem(
      code: "foreign-origin", title: "The page is another site's", status: .forbidden,
      detail:
        "the request comes from a page of \"\(origin.shortened(to: 256))\", which may not ask this service; if it is "
        + "yours, name it in MILLRACE_ALLOWED_ORIGINS, and if this is no browser, send no `Origin`")
  }

  /// - Parameter part: of the request.
  static func tooSlow(_ part: String) -> Problem {
    Problem(
      code: "too-slow", title: "The request did not come", status: .requestTimeout,
      detail: "the request's \(part) did not come to its end in time, and the connection is closed; send it again whole"
    )
  }

  static let missingMediaType = Problem(
    code: "unsupported-media-type", title: "Unsupported media type", status: .unsupportedMediaType,
    detail: "the request has no `Content-Type`; send JSON in UTF-8 with `Content-Type: application/json`",
    headers: [.accept: "application/json"])

  static func unsupportedMediaType(_ type: String) -> Problem {
    Problem(
      code: "unsupported-media-type", title: "Unsupported media type", status: .unsupportedMediaType,
      detail:
        "the body came as \"\(type.shortened(to: 128))\"; send JSON in UTF-8 with `Content-Type: application/json`",
      headers: [.accept: "application/json"])
  }

  static func unsupportedCoding(_ codings: String) -> Problem {
    Problem(
      code: "unsupported-coding", title: "Unsupported content coding", status: .unsupportedMediaType,
      detail:
        "the body came with `Content-Encoding: \(codings.shortened(to: 128))`; send it as it is, or with gzip or deflate "
        + "(\(ContentCoding.most) codings at most)", headers: [.acceptEncoding: ContentCoding.offer])
  }

  static func brokenCoding(_ codings: String, _ reason: String) -> Problem {
    Problem(
      code: "broken-coding", title: "The body cannot be decoded", status: .badRequest,
      detail:
        "the body is not what `Content-Encoding: \(codings.shortened(to: 128))` says: \(reason); encode it so, or leave "
        + "the field out")
  }

  static func malformedTarget(_ part: String, _ error: PercentError) -> Problem {
    Problem(
      code: "malformed-target", title: "The address cannot be read", status: .badRequest,
      detail: "\(part) has \(error.rawValue)")
  }

  /// What is wrong with the head of a request, or with how it says where it ends.
  static func malformedRequest(_ problem: String) -> Problem {
    Problem(
      code: "malformed-request", title: "The request cannot be read", status: .badRequest, detail: problem)
  }

  static func unsupportedTransferCoding(_ codings: String) -> Problem {
    Problem(
      code: "unsupported-transfer-coding", title: "Unsupported transfer coding", status: .notImplemented,
      detail:
        "the body came with `Transfer-Encoding: \(codings.shortened(to: 128))`; send it with chunked alone, or with "
        + "`Content-Length`; what is compressed is told by `Content-Encoding`")
  }

  static func notAcceptable(_ accept: String, offers: [String]) -> Problem {
    Problem(
      code: "not-acceptable", title: "No media type fits", status: .notAcceptable,
      detail:
        "`Accept: \(accept.shortened(to: 256))` takes none of what there is here: \(offers.joined(separator: ", "))")
  }

  static func expectationFailed(_ expectation: String) -> Problem {
    Problem(
      code: "expectation-failed", title: "The expectation cannot be met", status: .expectationFailed,
      detail: "`Expect: \(expectation.shortened(to: 128))` is not known; the one that is known is 100-continue")
  }

  static func tooLarge(_ what: String) -> Problem {
    Problem(code: "too-large", title: "Too large", status: .contentTooLarge, detail: what)
  }

  static func bodyTooLarge(_ limit: Int) -> Problem {
    tooLarge("the body is over the limit of \(limit) bytes; send several requests, or large content by reference")
  }

  static func malformedJSON(_ error: JSONError, in bytes: [UInt8]) -> Problem {
    let before = bytes.prefix(error.offset)
    let line = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
    let column = before.reversed().prefix { $0 != 0x0A }.count + 1
    return Problem(
      code: "malformed-json", title: "The body is not JSON", status: .badRequest,
      detail: "\(error.problem) at line \(line), column \(column) (byte \(error.offset)); \(error.mend(in: bytes))")
  }

  static func invalid(_ error: FieldError) -> Problem {
    var errors = FieldErrors()
    errors.append(error)
    return invalid(errors)
  }

  static func invalid(_ errors: FieldErrors) -> Problem {
    let first = errors.first.first.map { error in
      (error.index.map { "number \($0): " } ?? "") + (error.field.isEmpty ? "" : error.field + ": ") + error.detail
    }
    return Problem(
      code: "invalid", title: "The request cannot be used", status: .unprocessableContent,
      detail: (first ?? "") + (errors.count > 1 ? " (and \(errors.count - 1) more)" : ""), errors: errors.first)
  }

  static func notAccepted(_ error: PublishError) -> Problem {
    let (code, status): (String, HTTPResponse.Status) =
      switch error.code {
      case .journalFull: ("journal-full", .serviceUnavailable)
      case .journalFailed: ("journal-failed", .serviceUnavailable)
      case .refused: ("event-too-large", .contentTooLarge)
      case .unknownType, .notDelivered: ("not-recorded", .internalServerError)
      }
    return Problem(
      code: code, title: "It could not be recorded", status: status,
      detail: error.code == .journalFailed
        ? "it could not be recorded for certain: \(error.message); sent again under the same id it counts once"
        : "nothing was answered because it could not be recorded: \(error.message)",
      headers: error.isRetriable ? [.retryAfter: "5"] : [:])
  }

  static let tooManyWait = Problem(
    code: "too-many-waiting", title: "Too many wait for the ledger", status: .serviceUnavailable,
    detail: "nothing was recorded: more events are waited for than the service allows; send it again later, or without "
      + "`ack=durable` and `Prefer: wait`", headers: [.retryAfter: "1"])

  static func conflict(_ errors: [FieldError]) -> Problem {
    Problem(
      code: "conflict", title: "The ledger has other content", status: .conflict,
      detail: errors[0].detail + (errors.count > 1 ? " (and \(errors.count - 1) more)" : ""),
      errors: Array(errors.prefix(FieldErrors.most)))
  }

  static func usedKey(_ key: String) -> Problem {
    Problem(
      code: "conflict", title: "The key was used before", status: .conflict,
      detail:
        "`Idempotency-Key` \"\(key)\" came with another request, which was accepted and stands; send this one with a "
        + "key of its own")
  }

  static func notDurable(_ event: EventIdentity) -> Problem {
    Problem(
      code: "not-durable", title: "The ledger does not have it", status: .notFound,
      detail:
        "the ledger has no event \(event.id.shortened(to: 256)) of \(event.source.shortened(to: 512)): it may be on its way, "
        + "parked (`millrace parked list`), or was never sent", headers: [.retryAfter: "1"])
  }

  static func unknownInteraction(_ interaction: String, loop: String?) -> Problem {
    Problem(
      code: "unknown-interaction", title: "There is no such interaction", status: .notFound,
      detail:
        "no \(loop.map { "loop \($0.prefix(128))" } ?? "loop") has an interaction \(interaction.shortened(to: 256)) that is "
        + "folded yet; `GET /v1/events` tells whether the ledger has its event")
  }

  static func ledgerAway(_ reason: String) -> Problem {
    Problem(
      code: "ledger-away", title: "The ledger cannot be read", status: .serviceUnavailable,
      detail: "Postgres does not answer: \(reason)", headers: [.retryAfter: "5"])
  }

  static let brokenBody = Problem(
    code: "broken-body", title: "The body ends before its end", status: .badRequest,
    detail: "the body could not be read to the end that its head or its chunks announce; send it whole")

  /// Nobody reads it.
  static let abandoned = Problem(
    code: "abandoned", title: "The caller is gone", status: .badRequest, detail: "the connection ended; send it again")

  static let modelBroken = Problem(
    code: "model-broken", title: "The model failed", status: .internalServerError,
    detail: "the champion gave no probabilities for this input; see the service's log")

  static let unexpected = Problem(
    code: "unexpected", title: "Unexpected failure", status: .internalServerError,
    detail: "the service failed in a way it does not know; see its log")
}
