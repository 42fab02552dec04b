import Domain
import Foundation

extension SplitMix {
  /// A draw of the standard normal distribution (Box and Muller 1958).
  package mutating func nextNormal() -> Double {
    let (first, second) = (Double.random(in: 0..<1, using: &self), Double.random(in: 0..<1, using: &self))
    return (-2 * log(1 - first)).squareRoot() * cos(2 * .pi * second)
  }
}
