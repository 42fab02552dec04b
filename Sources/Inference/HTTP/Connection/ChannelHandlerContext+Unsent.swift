import NIOCore

extension ChannelHandlerContext {
  /// Bytes that were written and the system did not take yet.
  var unsentBytes: Int { (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }
}
