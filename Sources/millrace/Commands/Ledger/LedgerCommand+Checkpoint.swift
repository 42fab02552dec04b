import ArgumentParser
import Foundation
import Ledger
import Wire

extension LedgerCommand {
  struct Checkpoint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sign the ledger's head now, if it has grown since the last checkpoint.")
    @OptionGroup var settings: Settings

    func run() async throws {
      let signer = try CheckpointFiles(settings).signer()
      guard let (checkpoint, path) = try await LoopCommand.query(settings, { try signer.sign($0) }) else {
        return print("the ledger has not grown since the last checkpoint")
      }
      print("\(checkpoint.size) events are signed: \(path)")
    }
  }

  struct Prove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a proof that an event is in the ledger; scripts/verify_proof.py checks it on its own.")
    @OptionGroup var settings: Settings
    @Argument(help: "The event's position.") var position: Int64
    @Option(help: "A folder of signed checkpoints; without it, MILLRACE_CHECKPOINTS.") var checkpoints: String?

    func run() async throws {
      let position = position
      let folder = try checkpoints.map { CheckpointFolder($0) } ?? CheckpointFiles(settings).folder
      let latest = try folder.latest().flatMap { $0.checkpoint.size >= position ? $0 : nil }
      let proof = try await LoopCommand.query(settings) {
        try InclusionProof.make($0, position: position, size: latest?.checkpoint.size)
      }
      if let latest, latest.checkpoint.root != proof.root {
        throw CommandError("BAD: the ledger does not extend \(latest.path); run `millrace ledger verify --checkpoints`")
      }
      print(proof.json(checkpoint: latest?.note).canonicalText)
      guard latest == nil else { return }
      FileHandle.standardError.write(
        Data("no signed checkpoint in \(folder.path) holds it yet: the proof is against the unsigned head\n".utf8))
    }
  }

  struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the key that signs checkpoints, and print the key that verifies them.")
    @OptionGroup var settings: Settings
    @Option(help: "What the ledger is called in checkpoints, such as example.org/ledger.") var name: String

    func run() async throws {
      let files = try CheckpointFiles(settings)
      print(try files.makeKey(name: name).verifier.text)
    }
  }
}
