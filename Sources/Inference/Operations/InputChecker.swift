import Domain

/// Holds the inputs of questions against what their loop declares.
struct InputChecker {
  /// How many inputs of accepted questions were left unused.
  struct Counts: Equatable {
    var undeclared = 0
    var wrongKind = 0
  }

  let declarations: [InputDeclaration]
  /// nil: as `reject`.
  let policy: WrongKindPolicy?
  private(set) var counts = Counts()
  private(set) var errors = FieldErrors()

  init(_ config: LoopConfig) {
    declarations = config.inputs
    policy = config.wrongKind
  }

  /// Takes a question's inputs: what the loop does not declare is counted, what is of another kind than declared is an
  /// error, or counted where the loop takes that as missing.
  mutating func check(_ input: JSONValue, _ index: Int, of batch: RequestBatch) {
    guard case .object(let members) = input else { return }
    var declared = 0
    for declaration in declarations {
      guard let value = members[declaration.name] else { continue }
      declared += 1
      guard !declaration.kind.takes(value) else { continue }
      if policy == .missing {
        counts.wrongKind += 1
      } else {
        errors.append(
          batch.error(
            index, ["input", declaration.name],
            "it has to be \(declaration.kind.expected), but is \(InputChecker.found(value)); mend it, leave it out, or "
              + "say `wrong_kind: missing` in the loop's file"))
      }
    }
    counts.undeclared += members.count - declared
  }

  /// The value in short, with its kind.
  private static func found(_ value: JSONValue) -> String {
    let text = value.sentText
    let start = text.shortened(to: 60)
    let short = start.utf8.count == text.utf8.count ? text : start + "…"
    return "\(short) (\(FieldReader.kind(value)))"
  }
}
