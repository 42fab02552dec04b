import Domain
import Hummingbird

/// An error as RFC 9457 problem details: what, where, and how to mend it.
package struct Problem: Error, Sendable, Hashable {
  /// One of several things wrong in a request.
  package struct FieldError: Sendable, Hashable {
    /// The place of the request or feedback in a batch; nil outside one.
    var index: Int?
    /// The member, such as `input.distance`, or the parameter of the query.
    var field: String
    /// Where it stands in the body (RFC 6901); nil for what does not stand there.
    var pointer: String?
    var detail: String
  }

  /// The last part of the problem's type, `urn:millrace:problem:` before it.
  package var code: String
  package var title: String
  package var status: HTTPResponse.Status
  package var detail: String
  package var errors: [FieldError] = []
  /// Further headers of the response, such as `Allow`.
  package var headers = HTTPFields()

  var json: JSONValue {
    var members: [ByteText: JSONValue] = [
      "type": .string("urn:millrace:problem:\(code)"), "title": .string(title), "status": .integer(Int64(status.code)),
      "detail": .string(detail),
    ]
    if !errors.isEmpty {
      members["errors"] = .array(
        errors.map { error in
          var members: [ByteText: JSONValue] = ["field": .string(error.field), "detail": .string(error.detail)]
          members["pointer"] = error.pointer.map(JSONValue.string)
          members["index"] = error.index.map { .integer(Int64($0)) }
          return .object(members)
        })
    }
    return .object(members)
  }

  static let mediaType = "application/problem+json"

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    json.write(to: &bytes)
    return bytes
  }

  var response: Response {
    var fields = headers
    fields[.contentType] = Problem.mediaType
    return Response(status: status, headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
