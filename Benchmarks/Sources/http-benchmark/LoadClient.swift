import Glibc

/// Sends the same request again and again over a number of connections, from one thread that does little else than wait:
/// `poll`, requests made beforehand, answers that are counted and not read.
struct LoadClient {
  let address: Address
  let request: [UInt8]
  let connections: Int
  /// Processor times in seconds, by what took them; read at the beginning and at the end.
  let times: () -> [String: Double]

  /// Answers that come after the end are waited for and not counted.
  /// - Throws: `Failure` at the first answer that is not 200.
  func measure(seconds: Double, warmUp: Double) throws -> Load {
    let open = try (0..<connections).map { _ in LoadConnection(try address.connect()) }
    var watched = open.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    var load = Load()
    var start = LoadClient.now + Int64(warmUp * 1e9)
    var (end, isWarm) = (Int64.max, false)
    var (before, ownBefore): ([String: Double], Double) = ([:], 0)
    var underWay = open.count
    for connection in open { try connection.begin(request, now: LoadClient.now) }
    while underWay > 0 {
      guard poll(&watched, nfds_t(watched.count), 30_000) > 0 else { throw Failure("no answer came for half a minute") }
      if !isWarm, LoadClient.now >= start {
        (before, ownBefore) = (times(), ProcessorTime.own)
        (isWarm, start) = (true, LoadClient.now)
        end = start + Int64(seconds * 1e9)
      }
      if load.seconds == 0, case let now = LoadClient.now, now >= end {
        load.seconds = Double(now - start) / 1e9
        load.clientTime = ProcessorTime.own - ownBefore
        load.times = times().merging(before) { $0 - $1 }
      }
      for (index, connection) in open.enumerated() where watched[index].revents != 0 {
        guard try connection.receive(buffer) else { continue }
        let now = LoadClient.now
        if load.seconds > 0 {
          underWay -= 1
          continue
        }
        if isWarm { load.latencies.append(now - connection.began) }
        try connection.begin(request, now: now)
      }
    }
    return load
  }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
