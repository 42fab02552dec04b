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

  @Test(arguments: [
    ("/he%61lth/live", "/health/live"), ("/%68%65%61%6C%74%68/live?a=%61", "/health/live?a=%61"),
    ("/v1/loops/%61%2F%7e%2B", "/v1/loops/a%2F~%2B"),
  ])
  func undoesNeedlessEscapes(target: String, path: String) { #expect(undone(target) == path) }

  /// Nothing is decoded twice, and what cannot be read stays for who says so.
  @Test(arguments: [
    "/health/live", "/a%2Fb", "/a%2541", "/%%32%30", "/%zz/%61", "/%6", "/%00", "/a?b=%61", "/%C3%A9", "/%7B",
  ])
  func leavesOtherEscapes(target: String) { #expect(undone(target) == nil) }

  private func undone(_ target: String) -> String? {
    let head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: target)
    return NeedlessEscapes.undone(Request(head: head, body: .init(buffer: ByteBuffer())))?.head.path
  }
}
