import CRDKafka
import Execution
import Logging
import Synchronization

/// Owns one librdkafka client and its event queue, and frees them once nobody uses them.
///
/// `@unchecked Sendable`: librdkafka's clients and queues may be used from any thread. `handle` and `queue`
/// never change; they are used inside ``use(_:)`` only, which counts its users, and are freed only after
/// `state` says that there is none and no more will be let in (``destroy()``), or in `deinit`.
final class Client: @unchecked Sendable {
  let what: String
  private let handle: OpaquePointer
  private let queue: OpaquePointer
  private let sink: Unmanaged<LogSink>
  private let state = Mutex(State())

  private struct State {
    var users = 0
    var closing = false
    var freed = false
    var idle: CheckedContinuation<Void, Never>?
  }

  /// - Parameters:
  ///   - what: names the client in errors, such as "producer".
  ///   - defaults: properties that the caller's configuration may override.
  ///   - events: the `RD_KAFKA_EVENT_` bits wanted on the queue.
  init(
    _ type: rd_kafka_type_t, what: String, _ configuration: KafkaConfiguration, defaults: [String: String],
    events: Int32, logger: Logger
  ) throws(KafkaError) {
    let redaction = configuration.redaction
    let sink = Unmanaged.passRetained(LogSink(logger: logger, redaction: redaction))
    do throws(KafkaError) {
      let conf = try Self.configure(configuration, defaults: defaults)
      rd_kafka_conf_set_events(conf, events)
      rd_kafka_conf_set_opaque(conf, sink.toOpaque())
      rd_kafka_conf_set_log_cb(conf, LogSink.callback)
      var text = [CChar](repeating: 0, count: 512)
      guard let handle = rd_kafka_new(type, conf, &text, text.count) else {
        rd_kafka_conf_destroy(conf)
        throw KafkaError(
          code: .invalidArgument,
          message: "Cannot make a \(what): \(redaction.text(String(nullTerminated: text))). Check its properties.")
      }
      self.handle = handle
    } catch {
      sink.release()
      throw error
    }
    self.what = what
    self.sink = sink
    if type == RD_KAFKA_CONSUMER { rd_kafka_poll_set_consumer(handle) }
    queue = type == RD_KAFKA_CONSUMER ? rd_kafka_queue_get_consumer(handle) : rd_kafka_queue_get_main(handle)
  }

  deinit {
    guard !state.withLock({ $0.freed }) else { return }
    // Freeing joins librdkafka's threads, so it is not done on whatever thread this happens to be.
    let release = freeing()
    ThreadExecutor(name: "kafka-free").submit { release.perform() }
  }

  /// Runs `body` with the client and its event queue; throws ``KafkaError/closed(_:)`` once it is closing.
  func use<T>(
    _ body: (_ handle: OpaquePointer, _ queue: OpaquePointer) throws(KafkaError) -> T
  ) throws(KafkaError) -> T {
    let entered = state.withLock { state in
      guard !state.closing else { return false }
      state.users += 1
      return true
    }
    guard entered else { throw .closed(what) }
    defer {
      let idle = state.withLock { state in
        state.users -= 1
        return state.users == 0 ? state.idle.take() : nil
      }
      idle?.resume()
    }
    return try body(handle, queue)
  }

  /// How long an end waits for those inside, and then for librdkafka's threads: whoever stops has other things to end.
  static let patience = Duration.seconds(1)

  /// Lets nobody in any more, waits for those inside, and frees the client. Only the first call does it.
  ///
  /// A broker that stands still holds those inside up: who is still there after ``patience`` frees the client when he
  /// leaves, and threads that take longer end without anybody waiting.
  func destroy() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let now = state.withLock { state in
        guard !state.closing, state.users > 0 else {
          state.closing = true
          return true
        }
        state.closing = true
        state.idle = continuation
        return false
      }
      if now { return continuation.resume() }
      Task.detached { [self] in
        try? await Task.sleep(for: Client.patience)
        state.withLock { $0.idle.take() }?.resume()
      }
    }
    guard
      state.withLock({ state in
        guard !state.freed, state.users == 0 else { return false }
        state.freed = true
        return true
      })
    else { return }
    let release = freeing()
    _ = await ThreadExecutor(name: "kafka-free").run(atMost: Client.patience) { release.perform() }
  }

  private func freeing() -> Freeing {
    Freeing(handle: handle, queue: queue, sink: sink)
  }

  private static func configure(
    _ configuration: KafkaConfiguration, defaults: [String: String]
  ) throws(KafkaError) -> OpaquePointer {
    try configuration.validate()
    // librdkafka aborts by itself where memory ends, and gives null for no other reason.
    guard let conf = rd_kafka_conf_new() else { fatalError("rd_kafka_conf_new returned no configuration") }
    var settings = defaults
    settings["bootstrap.servers"] = configuration.bootstrapServers
    settings["client.id"] = configuration.clientID
    settings.merge(configuration.properties) { _, given in given }
    var text = [CChar](repeating: 0, count: 512)
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      guard rd_kafka_conf_set(conf, name, value, &text, text.count) != RD_KAFKA_CONF_OK else { continue }
      rd_kafka_conf_destroy(conf)
      // librdkafka quotes the value.
      let quoted = configuration.redaction.text(String(nullTerminated: text))
      let reason = Redaction.isSecret(name) ? "It cannot have this value" : quoted
      throw KafkaError(
        code: .invalidArgument,
        message: "Property \(name): \(reason). librdkafka's CONFIGURATION.md lists the properties it takes.")
    }
    return conf
  }
}
