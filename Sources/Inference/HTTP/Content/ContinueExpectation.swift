import Hummingbird
import NIOCore
import NIOHTTPTypes
import Synchronization

/// A caller that waits for `100 Continue` before it sends its body (RFC 9110, section 10.1.1).
final class ContinueExpectation: Sendable {
  private let channel: any Channel
  private let isAnswered = Atomic(false)

  init(channel: any Channel) { self.channel = channel }

  /// Asks for the body; called once nothing in the header stands against it. Again it does nothing.
  func fulfil() async throws {
    guard isAnswered.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged else { return }
    try await channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
  }

  /// Whether the body may never come: the connection cannot be used for a further request then.
  var isOpen: Bool { !isAnswered.load(ordering: .relaxed) }
}
