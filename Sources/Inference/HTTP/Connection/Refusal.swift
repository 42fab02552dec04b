import NIOCore
import NIOHTTP1

/// The last answer of a connection, to what no route sees: a problem.
struct Refusal {
  let head: HTTPResponseHead
  let body: ByteBuffer?

  /// - Parameter hasBody: false for HEAD.
  init(_ problem: Problem, hasBody: Bool, _ fields: AnswerFields) {
    let bytes = problem.bytes
    var headers: HTTPHeaders = [
      "content-type": Problem.mediaType, "content-length": "\(bytes.count)", "connection": "close",
    ]
    fields.add(to: &headers)
    head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: problem.status.code), headers: headers)
    body = hasBody ? ByteBuffer(bytes: bytes) : nil
  }
}
