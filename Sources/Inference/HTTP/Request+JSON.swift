import Domain
import Hummingbird
import Wire

extension Request {
  /// The body, which has to be one JSON value.
  /// - Parameter limit: in bytes.
  func json(within limit: Int) async throws(Problem) -> JSONValue {
    if let type = headers[.contentType], type != "application/json" {
      let name = type.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
      guard name == "application/json" || name.hasSuffix("+json") else { throw .unsupportedMediaType(type) }
    }
    let tooLarge = Problem.tooLarge(
      "the body is over the limit of \(limit) bytes; send several requests, or large content by reference")
    if let length = headers[.contentLength].flatMap(Int.init), length > limit { throw tooLarge }
    let bytes: [UInt8]
    do {
      bytes = Array(try await body.collect(upTo: limit).readableBytesView)
    } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
      throw tooLarge
    } catch {
      // The connection broke: nobody reads this.
      throw .unexpected
    }
    do throws(JSONError) {
      return try JSONReader.parse(bytes)
    } catch {
      throw .malformedJSON(error, in: bytes)
    }
  }
}
