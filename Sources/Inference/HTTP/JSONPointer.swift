/// Where a value stands in a JSON text (RFC 6901).
enum JSONPointer {
  static func text(_ path: [String]) -> String {
    path.reduce(into: "") { text, part in
      text += "/"
      for scalar in part.unicodeScalars.prefix(256) {
        switch scalar {
        case "~": text += "~0"
        case "/": text += "~1"
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
  }
}
