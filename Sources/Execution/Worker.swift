import Glibc

/// A queue and the one thread that empties it.
///
/// `@unchecked Sendable`: `pending`, `thread` and `ending` are read and written only between `lock()` and
/// `unlock()`; `mutex` and `condition` are made before the worker is shared and destroyed in `deinit`, when
/// neither a caller nor the thread (which holds a reference while it runs) can use them any more.
final class Worker: @unchecked Sendable {
  private let name: String
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var pending: [Work] = []
  private var thread: pthread_t?
  private var ending = false

  init(name: String) {
    self.name = name
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  var isCurrentThread: Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false
  }

  func enqueue(_ work: Work) {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    pending.append(work)
    if thread == nil { start() } else { pthread_cond_signal(condition) }
  }

  func shutdown() {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    ending = true
    pthread_cond_signal(condition)
  }

  /// Starts the thread; the mutex is held.
  private func start() {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    var created = pthread_t()
    let box = Unmanaged.passRetained(self)
    let status = pthread_create(
      &created, &attributes,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Worker>.fromOpaque(argument).takeRetainedValue().loop()
        return nil
      }, box.toOpaque())
    // As where memory ends: no caller, a deinit among them, could go on without the thread that owns its C handle.
    guard status == 0 else { fatalError("pthread_create failed with \(status): no thread for \(name)") }
    thread = created
  }

  private func loop() {
    // pthread_setname_np and prctl are out of Swift's reach.
    if let file = fopen("/proc/thread-self/comm", "we") {
      fputs(String(decoding: name.utf8.prefix(15), as: UTF8.self), file)
      fclose(file)
    }
    while let batch = next() {
      for work in batch { work.perform() }
    }
  }

  /// Waits for work; nil when the thread is to end.
  private func next() -> [Work]? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while pending.isEmpty {
      if ending {
        thread = nil
        return nil
      }
      pthread_cond_wait(condition, mutex)
    }
    let batch = pending
    pending = []
    return batch
  }
}
