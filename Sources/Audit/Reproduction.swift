import Domain

/// What came of making a model again.
package struct Reproduction: Sendable, Hashable {
  package var runID: String
  package var modelID: String
  /// The content hash in the seal, and that of the dataset made again from the ledger.
  package var sealedHash: String
  package var madeHash: String
  /// SHA-256 of the artifact in the ledger, and of the one made now; nil where the dataset already differs.
  package var recordedArtifact: String
  package var madeArtifact: String?
  /// Members of the fingerprint that differ, as `name: then, now`.
  package var fingerprintDifferences: [String]
  /// Largest difference of a probability on validation and holdout; nil where the artifacts are equal.
  package var largestDifference: Double?

  package var datasetIsEqual: Bool { sealedHash == madeHash }
  package var isBitwiseEqual: Bool { madeArtifact == recordedArtifact }

  package var json: JSONValue {
    [
      "run_id": .string(runID), "model_id": .string(modelID), "dataset_equal": .bool(datasetIsEqual),
      "content_hash": ["sealed": .string(sealedHash), "made": .string(madeHash)],
      "bitwise_equal": .bool(isBitwiseEqual),
      "artifact": [
        "recorded": .string(recordedArtifact), "made": madeArtifact.map(JSONValue.string) ?? .null,
      ],
      "fingerprint_differences": .array(fingerprintDifferences.map(JSONValue.string)),
      "largest_difference": JSONValue(finite: largestDifference),
    ]
  }

  /// A few sentences for people.
  package var text: String {
    guard datasetIsEqual else {
      return
        "\(runID): the dataset made from the ledger has content hash \(madeHash), but was sealed as \(sealedHash): "
        + "what fed it has changed; `millrace ledger verify` tells whether the ledger was tampered with"
    }
    var lines = ["\(runID): the dataset was made again with the sealed content hash \(sealedHash)"]
    if isBitwiseEqual {
      lines.append("the artifact is the same, bit for bit: \(recordedArtifact)")
    } else {
      lines.append("the artifact is \(madeArtifact ?? "missing"), in the ledger it is \(recordedArtifact)")
      lines.append("no probability on validation and holdout differs by more than \(largestDifference ?? 0)")
      lines.append(
        fingerprintDifferences.isEmpty
          ? "the fingerprint is the same, so the bits should be too: this is a defect"
          : "bit equality is not promised where the fingerprint differs:")
    }
    return (lines + fingerprintDifferences.map { "  " + $0 }).joined(separator: "\n")
  }
}
