import Domain
import Hummingbird
import Wire

extension Request {
  /// The body, which has to be one JSON value. What its header already tells is refused before the body is asked for.
  /// - Parameters:
  ///   - limit: in bytes, of the body as it comes and as it is once its codings are undone.
  ///   - expectation: who waits to be asked for the body.
  func json(within limit: Int, expectation: ContinueExpectation? = nil) async throws(Problem) -> JSONValue {
    try checkMediaType()
    guard let codings = codings else { throw .unsupportedCoding(headers[.contentEncoding] ?? "") }
    let tooLarge = Problem.tooLarge(
      "the body is over the limit of \(limit) bytes; send several requests, or large content by reference")
    if let length = headers[.contentLength].flatMap(Int.init), length > limit { throw tooLarge }
    var bytes: [UInt8]
    do {
      try await expectation?.fulfil()
      bytes = Array(try await body.collect(upTo: limit).readableBytesView)
    } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
      throw tooLarge
    } catch {
      // Its chunks are none, or the connection broke, and then nobody reads this.
      throw .brokenBody
    }
    for coding in codings.reversed() {
      do throws(ContentCodingError) {
        bytes = try coding.decoded(bytes, limit: limit)
      } catch {
        guard case .broken(let reason) = error else { throw tooLarge }
        throw .brokenCoding(headers[.contentEncoding] ?? "", reason)
      }
    }
    do throws(JSONError) {
      return try JSONReader.parse(bytes)
    } catch {
      throw .malformedJSON(error, in: bytes)
    }
  }
  /// JSON, in UTF-8 where the caller names a character set at all; without a type it is taken as that.
  private func checkMediaType() throws(Problem) {
    guard let text = headers[.contentType], text != "application/json" else { return }
    guard let type = MediaType(text[...]), type.isJSON else { throw .unsupportedMediaType(text) }
    if let charset = type["charset"]?.lowercased(), !["utf-8", "utf8", "us-ascii"].contains(charset) {
      throw .unsupportedMediaType(text)
    }
  }

  private var codings: [ContentCoding]? {
    headers.contains(.contentEncoding) ? ContentCoding.list(headers[values: .contentEncoding]) : []
  }
}
