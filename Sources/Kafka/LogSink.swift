import CRDKafka
import Execution
import Logging

/// Where a client's log lines go; librdkafka keeps a pointer to it.
final class LogSink: Sendable {
  let logger: Logger
  private let redaction: Redaction

  init(logger: Logger, redaction: Redaction) {
    self.logger = logger
    self.redaction = redaction
  }

  /// Called by any of librdkafka's threads.
  static let callback: @convention(c) (OpaquePointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Void = {
    handle, level, facility, text in
    guard let handle, let opaque = rd_kafka_opaque(handle) else { return }
    let sink = Unmanaged<LogSink>.fromOpaque(opaque).takeUnretainedValue()
    let (facility, detail) = (facility.map { String(cString: $0) } ?? "", text.map { String(cString: $0) } ?? "")
    // One configuration serves clients of all kinds, so a property that is of no use to this kind is nothing to warn of.
    let isMeantForOthers = facility == "CONFWARN" && detail.contains("property and will be ignored by this")
    sink.logger.log(
      level: isMeantForOthers ? .debug : LogSink.level(syslog: level), "librdkafka",
      metadata: ["facility": "\(facility)", "detail": "\(sink.redaction.text(detail))"])
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
