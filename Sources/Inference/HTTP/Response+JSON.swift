import Domain
import Hummingbird

extension Response {
  static func json(
    _ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
  ) -> Response {
    var bytes: [UInt8] = []
    value.write(sent: &bytes)
    return json(bytes: bytes, status: status, headers: headers)
  }

  static func json(bytes: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
    var headers = headers
    headers[.contentType] = "application/json"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  static func text(_ bytes: [UInt8], _ type: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// An object with one member, an array of JSON texts.
  static func list(_ name: String, _ texts: [[UInt8]]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(texts.reduce(32) { $0 + $1.count + 1 })
    bytes.append(contentsOf: "{\"\(name)\":[".utf8)
    for (index, text) in texts.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: text)
    }
    bytes.append(contentsOf: "]}".utf8)
    return bytes
  }
}
