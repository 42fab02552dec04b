import CRDKafka
import Logging

/// Where a client's log lines go; librdkafka keeps a pointer to it.
final class LogSink: Sendable {
  let logger: Logger

  init(logger: Logger) {
    self.logger = logger
  }

  /// Called by any of librdkafka's threads.
  static let callback: @convention(c) (OpaquePointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Void = {
    handle, level, facility, text in
    guard let handle, let opaque = rd_kafka_opaque(handle) else { return }
    let sink = Unmanaged<LogSink>.fromOpaque(opaque).takeUnretainedValue()
    sink.logger.log(
      level: LogSink.level(syslog: level), "librdkafka",
      metadata: [
        "facility": "\(facility.map { String(cString: $0) } ?? "")",
        "detail": "\(text.map { String(cString: $0) } ?? "")",
      ])
  }

  private static func level(syslog level: Int32) -> Logger.Level {
    switch level {
    case ...2: .critical
    case 3: .error
    case 4: .warning
    case 5: .notice
    case 6: .info
    default: .debug
    }
  }
}
