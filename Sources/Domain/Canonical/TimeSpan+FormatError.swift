extension TimeSpan {
  /// A text that is no length of time, with what is wrong and how to mend it; trying again cannot help.
  package struct FormatError: Error, Sendable, Hashable, CustomStringConvertible {
    package var code: Code
    package var text: String

    package var description: String {
      "\"\(text.prefix(64))\" is not a length of time: \(code.rawValue); write it like 90s, 30m, 6h, 2d, 1w or 1d12h"
    }
  }
}

extension TimeSpan.FormatError {
  /// What is wrong, in words.
  package enum Code: String, Sendable, Hashable {
    case shape = "it has to be whole numbers with units"
    case noUnit = "the unit is missing"
    case unit = "the unit is not one of w, d, h, m, s, ms, us"
    case order = "larger units come first and each only once"
    case range = "it is too long"
  }
}
