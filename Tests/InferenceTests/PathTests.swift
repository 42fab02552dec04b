import Hummingbird
import Testing

@testable import Inference

@Suite struct PathTests {
  private func filled(_ target: String) -> String? {
    let head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: target)
    return EmptySegments.filled(Request(head: head, body: .init(buffer: ByteBuffer())))?.head.path
  }

  @Test(arguments: [
    "/v1/loops", "/v1/loops?a=/", "/v1/loops?a=//b", "/x%2F", "/v1/loops/a#", "/v1/interactions/a/explanation?loop=b/",
  ])
  func leavesPathsAlone(target: String) { #expect(filled(target) == nil) }

  @Test(arguments: [
    ("/v1/loops/", "/v1/loops/{empty}"), ("/v1/loops//decide", "/v1/loops/{empty}/decide"),
    ("//v1/loops", "/{empty}/v1/loops"),
    ("/v1/interactions//explanation?loop=a&b=//", "/v1/interactions/{empty}/explanation?loop=a&b=//"),
    ("/", "/{empty}"), ("///", "/{empty}/{empty}/{empty}"), ("*", "/{empty}/*"), ("metrics", "/{empty}/metrics"),
    ("http://localhost/metrics", "/metrics"), ("http://localhost/v1/loops/?a=b", "/v1/loops/{empty}?a=b"),
  ])
  func fillsEmptySegments(target: String, path: String) { #expect(filled(target) == path) }
}
