import Domain
import Hummingbird
import Wire

extension InferenceResponder {
  /// The request's body, which has to be one JSON value within the limit.
  func jsonBody(of request: Request) async throws(Problem) -> JSONValue {
    if let type = request.headers[.contentType], type != "application/json" {
      let name = type.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
      guard name == "application/json" || name.hasSuffix("+json") else { throw .unsupportedMediaType(type) }
    }
    let tooLarge = Problem.tooLarge(
      "the body is over the limit of \(limits.bodyBytes) bytes; send several requests, or large content by reference")
    if let length = request.headers[.contentLength].flatMap(Int.init), length > limits.bodyBytes { throw tooLarge }
    let bytes: [UInt8]
    do {
      bytes = Array(try await request.body.collect(upTo: limits.bodyBytes).readableBytesView)
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
