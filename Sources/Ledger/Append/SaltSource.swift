import Glibc

/// Salts of the kernel's random bytes, drawn several at a time.
package struct SaltSource {
  /// Bytes in a salt.
  package static let length = 16

  /// As many bytes as the system gives at once.
  private static let drawn = 256

  private var block: [UInt8] = []
  private var used = 0

  package init() {}

  /// The next salt; none is given twice.
  package mutating func next() -> [UInt8] {
    if used == block.count { draw() }
    defer { used += SaltSource.length }
    return Array(block[used..<(used + SaltSource.length)])
  }

  /// A single one.
  package static func one() -> [UInt8] {
    var source = SaltSource()
    return source.next()
  }

  private mutating func draw() {
    var fresh = [UInt8](repeating: 0, count: SaltSource.drawn)
    // It fails for a longer block only.
    precondition(getentropy(&fresh, fresh.count) == 0, "the kernel gives no random bytes")
    (block, used) = (fresh, 0)
  }
}
