import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// A connection over HTTP/1.x: Hummingbird's, but for where requests begin and end, and how it ends itself.
struct HTTPConnection: HTTPChannelHandler {
  typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

  let responder: HTTPChannelHandler.Responder
  let rules: AccessRules
  let limits: ConnectionLimits
  let connections: OpenConnections

  static func builder(
    _ rules: AccessRules, _ limits: ConnectionLimits, _ connections: OpenConnections
  ) -> HTTPServerBuilder {
    HTTPServerBuilder { HTTPConnection(responder: $0, rules: rules, limits: limits, connections: connections) }
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      try HTTPConnection.addFraming(to: channel, rules, limits, connections)
      let pipeline = channel.pipeline.syncOperations
      try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
      try pipeline.addHandler(HTTPConnectionStateHandler(logger: logger))
      return try NIOAsyncChannel(
        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    }
  }

  /// What turns bytes into the parts of requests, ends requests and connections, and sees to their pace; on the channel's
  /// loop.
  static func addFraming(
    to channel: any Channel, _ rules: AccessRules, _ limits: ConnectionLimits, _ connections: OpenConnections
  ) throws {
    let pipeline = channel.pipeline.syncOperations
    let pace = PaceHandler(limits, connections.entry(channel, now: channel.eventLoop.now))
    let ending = LingeringHandler(limits)
    let bytes = BodyBytesHandler()
    try pipeline.addHandlers(pace, ending, bytes)
    try pipeline.configureHTTPServerPipeline(
      // Requests behind each other wait in the asynchronous channel. What breaks is answered by the framing's handler.
      withPipeliningAssistance: false, withErrorHandling: false,
      // The types of heads check that themselves.
      withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
      withDecoderLimitConfiguration: RequestFraming.limits)
    try pipeline.addHandler(FramingHandler(ending, pace, bytes, rules, connections))
  }

  func handle(value: Value, logger: Logger) async {
    await withTaskExecutorPreference(LoopExecutor(value.channel.eventLoop)) {
      await handleHTTP(asyncChannel: value, logger: logger)
    }
  }
}
