import Artifacts
import Domain
import Learning
import ReadModels
import Wire

/// Makes a serving slot of a loop's rows: reads its configuration, loads its champion, and tries it.
struct SlotLoader: Sendable {
  let artifacts: ArtifactStore
  let learners: LearnerRegistry

  /// - Throws: `SlotError`, with the slot that stands for a champion that cannot be used.
  func slot(_ row: ServingSlotRow) async throws(SlotError) -> ServingSlot {
    let config: LoopConfig
    do {
      config = try LoopConfig(json: try JSONReader.parse(row.config))
    } catch {
      throw SlotError(
        message: "the configuration at position \(row.configPosition) cannot be read, and is passed over: \(error)",
        slot: nil)
    }
    func slot(_ champion: ServingSlot.Champion, note: String? = nil) -> ServingSlot {
      ServingSlot(
        config: config, configDigest: row.configDigest, state: LoopState(rawValue: row.state) ?? .active,
        generation: row.generation, champion: champion, note: note)
    }
    guard let id = row.modelID else { return slot(.none) }
    do {
      guard let artifact = row.artifact else {
        throw LearningError(.brokenArtifact, "no completed run of \(id) is in the ledger up to here")
      }
      let bytes = try await artifacts.load(artifact)
      let model = try learners.load(bytes)
      // The model may have been trained on other inputs than the loop declares now.
      var probe = InputBatchBuilder(config.inputs)
      probe.append([:])
      _ = try model.predict(probe.build())
      return slot(.model(id: id, model), note: try learners.coldStart(artifact: bytes))
    } catch {
      let reason = "champion \(id) of generation \(row.generation) cannot be used: \(error)"
      throw SlotError(message: reason, slot: slot(.unavailable(id: id, reason: reason)))
    }
  }
}
