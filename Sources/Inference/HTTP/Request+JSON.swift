import Domain
import Hummingbird

extension Request {
  /// The body, which has to be one JSON value. What its header already tells is refused before the body is asked for.
  /// - Parameters:
  ///   - limit: in bytes, of the body as it comes and as it is once its codings are undone.
  ///   - reader: what decodes and reads it.
  ///   - context: whose caller it is, who perhaps waits to be asked for the body.
  func json(
    within limit: Int, _ reader: BodyReader, _ context: InferenceContext
  ) async throws(Problem) -> JSONValue {
    try checkMediaType()
    guard let codings = codings else { throw .unsupportedCoding(headers[.contentEncoding] ?? "") }
    if let length = headers[.contentLength].flatMap(Int.init), length > limit { throw .bodyTooLarge(limit) }
    let bytes: [UInt8]
    do {
      try await context.expectation?.fulfil()
      bytes = Array(try await body.collect(upTo: limit).readableBytesView)
    } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
      throw .bodyTooLarge(limit)
    } catch {
      // Its chunks are none, or the connection broke, and then nobody reads this.
      throw .brokenBody
    }
    let channel = context.channel
    return try await reader.json(bytes, codings, named: headers[.contentEncoding] ?? "", limit: limit) {
      channel?.isActive ?? true
    }
  }

  /// JSON by its type, in UTF-8 where the caller names a character set at all. Without a type it is refused, as pages of
  /// any site may send that, and what a form sends, without asking first.
  private func checkMediaType() throws(Problem) {
    guard let text = headers[.contentType] else { throw .missingMediaType }
    guard text != "application/json" else { return }
    guard let type = MediaType(text[...]), type.isJSON else { throw .unsupportedMediaType(text) }
    if let charset = type["charset"]?.lowercased(), !["utf-8", "utf8", "us-ascii"].contains(charset) {
      throw .unsupportedMediaType(text)
    }
  }

  private var codings: [ContentCoding]? {
    headers.contains(.contentEncoding) ? ContentCoding.list(headers[values: .contentEncoding]) : []
  }
}
