import NIOCore
import NIOHTTP1

/// The last answer of a connection, to what no route sees: a problem.
struct Refusal {
  let head: HTTPResponseHead
  let body: ByteBuffer?

  /// - Parameter hasBody: false for HEAD.
  init(_ problem: Problem, hasBody: Bool) {
    let bytes = problem.bytes
    head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: problem.status.code),
      headers: [
        "content-type": Problem.mediaType, "content-length": "\(bytes.count)", "connection": "close",
      ])
    body = hasBody ? ByteBuffer(bytes: bytes) : nil
  }
}
