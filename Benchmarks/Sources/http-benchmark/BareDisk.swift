import Foundation

/// The disk by itself: a loop that appends and syncs.
final class BareDisk {
  private var file: PreallocatedFile
  private let path: String

  init(_ path: String) throws {
    file = try PreallocatedFile(path)
    self.path = path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A request is an append of one frame.
  func measure(frame: Int, seconds: Double) throws -> Load {
    let bytes = [UInt8](repeating: 0x5A, count: frame)
    var load = Load()
    let (start, own) = (ContinuousClock.now, ProcessorTime.own)
    var now = start
    while now - start < .seconds(seconds) {
      try file.append(bytes)
      let later = ContinuousClock.now
      let took = (later - now).components
      load.latencies.append(took.seconds * 1_000_000_000 + took.attoseconds / 1_000_000_000)
      now = later
    }
    let took = (now - start).components
    load.seconds = Double(took.seconds) + Double(took.attoseconds) / 1e18
    load.times = ["server": ProcessorTime.own - own]
    return load
  }
}
