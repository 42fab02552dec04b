import Domain
import Learning

/// What one loop answers with: its configuration and its champion, immutable, so that a request that has one never
/// mixes models.
package struct ServingSlot: Sendable {
  package enum Champion: Sendable {
    /// The loop's declared default answers.
    case none
    case model(id: String, any Model)
    /// There is a champion that cannot be used; the text says why.
    case unavailable(id: String, reason: String)
  }

  package let config: LoopConfig
  package let configDigest: String
  package let state: LoopState
  package let generation: Int64
  package let champion: Champion
  /// Why a later configuration is passed over; nil: there is none.
  package var configProblem: String?
  /// What is to be known of the champion although it answers; nil: nothing.
  package let note: String?
  /// Each class as the JSON text `"name":`, in the model's order.
  let classMembers: [[UInt8]]
  let classes: [String]
  /// What the default answer writes into an output.
  let defaultOutput: [UInt8]

  package init(
    config: LoopConfig, configDigest: String, state: LoopState = .active, generation: Int64, champion: Champion,
    note: String? = nil
  ) {
    self.config = config
    self.configDigest = configDigest
    self.state = state
    self.generation = generation
    self.champion = champion
    configProblem = nil
    self.note = note
    classes = if case .model(_, let model) = champion { model.classes } else { [] }
    classMembers = classes.map { name in
      var bytes: [UInt8] = []
      JSONValue.writeString(name, to: &bytes)
      return bytes + [UInt8(ascii: ":")]
    }
    defaultOutput = OutputText.members(of: config.defaultAnswer)
  }

  /// The model that answers; nil: the default answer.
  package var modelID: String? {
    switch champion {
    case .none: nil
    case .model(let id, _), .unavailable(let id, _): id
    }
  }
}
