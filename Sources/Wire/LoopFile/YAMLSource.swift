import Yams

/// A YAML text, and what was put into it so that keys are told apart by their bytes.
///
/// The YAML reader compares keys by canonical equivalence, and takes `é` as one character and as `e` with an accent for
/// one key. Where it finds a key twice, a mark is put before one of the two, and taken away again where the key is read:
/// whether two keys are the same bytes is seen there.
struct YAMLSource {
  private struct Insertion {
    var place: YAMLPlace
    var length: Int
  }

  /// Most keys that are told apart; more of them have their first one told as there twice.
  private static let limit = 256
  private static let quotes: [Unicode.Scalar] = ["\"", "'"]

  private var scalars: [Unicode.Scalar]
  private var insertions: [Insertion] = []
  /// Stands nowhere in the text.
  private let mark: Unicode.Scalar

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    let used = Set(scalars.lazy.filter { $0.value >= 0x10_0000 })
    // Of 65,534 private characters the text cannot hold all: each takes four bytes.
    let marks = (UInt32(0x10_0000)...0x10_FFFD).reversed().lazy.compactMap { Unicode.Scalar($0) }
    mark = marks.first { !used.contains($0) } ?? "\u{10FFFD}"
  }

  /// The document; nil where there is none.
  mutating func compose() throws(YAMLProblem) -> Node? {
    while true {
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      do {
        return try Yams.compose(yaml: text, .default, .default, .utf8)
      } catch let error as YamlError {
        if case .duplicatedKeysInMapping(_, let context) = error, tellApart(YAMLPlace(context.mark)) { continue }
        var problem = YAMLProblem(error)
        problem.place = original(problem.place)
        throw problem
      } catch {
        throw YAMLProblem(.start, "the file is not YAML: \(error)", "mend its syntax")
      }
    }
  }

  /// Where what was read stands in the text as it was given.
  func place(_ mark: Mark?) -> YAMLPlace { original(YAMLPlace(mark)) }

  /// A key as it is written.
  func name(_ key: String) -> String {
    guard key.unicodeScalars.first == mark else { return key }
    let digits = key.unicodeScalars.dropFirst().prefix { $0 != mark }
    return String(key.unicodeScalars.dropFirst(digits.count + 2))
  }

  private func original(_ place: YAMLPlace) -> YAMLPlace {
    var place = place
    for insertion in insertions.reversed()
    where insertion.place.line == place.line && insertion.place.column < place.column {
      place.column -= insertion.length
    }
    return place
  }

  /// Puts a mark before the key at that place; false where it is none that can be marked.
  private mutating func tellApart(_ place: YAMLPlace) -> Bool {
    guard insertions.count < YAMLSource.limit, let index = index(of: place) else { return false }
    let first = scalars[index]
    // What has an anchor, a tag or an alias, or is a block.
    guard !["&", "!", "*", "|", ">", "[", "{"].contains(first) else { return false }
    let isQuoted = YAMLSource.quotes.contains(first)
    let added = [mark] + Array(String(insertions.count).unicodeScalars) + [mark]
    scalars.insert(contentsOf: added, at: isQuoted ? index + 1 : index)
    insertions.append(
      Insertion(place: YAMLPlace(line: place.line, column: place.column + (isQuoted ? 1 : 0)), length: added.count))
    return true
  }

  private func index(of place: YAMLPlace) -> Int? {
    var (line, index) = (1, 0)
    while line < place.line, index < scalars.count {
      switch scalars[index].value {
      case 0x0D where index + 1 < scalars.count && scalars[index + 1].value == 0x0A: break
      case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: line += 1
      default: break
      }
      index += 1
    }
    index += place.column - 1
    return line == place.line && scalars.indices.contains(index) ? index : nil
  }
}
