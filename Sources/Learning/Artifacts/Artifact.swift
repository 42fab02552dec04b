import Crypto
import Domain
import FoundationEssentials

/// A model as bytes, readable without the program that wrote it:
///
/// 8 bytes `MRMODEL` and the format version · UInt32 length of the header · the header in JSON, padded with spaces to
/// a multiple of 64 bytes in all · the payload of Float32 · SHA-256 over everything before. Integers and floats are
/// little-endian.
enum Artifact {
  static let magic = Array("MRMODEL".utf8) + [formatVersion]
  static let formatVersion: UInt8 = 1
  private static let digestLength = 32
  private static let prefixLength = 12

  /// Header and payload, as `decode` returns them.
  struct Contents<Details: Codable & Sendable> {
    let header: ArtifactHeader<Details>
    let payload: [Float]

    /// - Throws: `LearningError` with code `brokenArtifact` when there is no such tensor of that shape.
    func tensor(_ name: String, shape: [Int]) throws -> ArraySlice<Float> {
      guard let entry = header.tensors.first(where: { $0.name.isSame(as: name) }), entry.shape == shape,
        let range = entry.range(in: payload.count)
      else {
        throw LearningError(.brokenArtifact, "the artifact has no tensor `\(name)` of the shape \(shape)")
      }
      return payload[range]
    }

    /// The numbers of a tensor of one dimension; nil where there is none of that name.
    func list(_ name: String) throws -> [Float]? {
      guard let entry = header.tensors.first(where: { $0.name.isSame(as: name) }) else { return nil }
      guard entry.shape.count == 1, let range = entry.range(in: payload.count) else {
        throw LearningError(.brokenArtifact, "the artifact's tensor `\(name)` is no list of numbers")
      }
      return Array(payload[range])
    }
  }

  static func encode<Details>(_ header: ArtifactHeader<Details>, payload: [Float]) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = [UInt8](try encoder.encode(header))
    let padding = (64 - (prefixLength + json.count) % 64) % 64
    json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: padding))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(prefixLength + json.count + payload.count * 4 + digestLength)
    bytes.append(contentsOf: magic)
    withUnsafeBytes(of: UInt32(json.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: json)
    payload.map { $0.bitPattern.littleEndian }.withUnsafeBytes { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: SHA256.hash(data: bytes))
    return bytes
  }

  static func decode<Details>(_ bytes: [UInt8], as details: Details.Type) throws -> Contents<Details> {
    let json = try headerRange(bytes)
    let end = bytes.count - digestLength
    guard end >= json.upperBound, Array(SHA256.hash(data: bytes[..<end])) == Array(bytes[end...]) else {
      throw LearningError(
        .brokenArtifact, "the artifact's SHA-256 does not fit its \(bytes.count) bytes; fetch it again")
    }
    let header: ArtifactHeader<Details>
    do {
      header = try JSONDecoder().decode(ArtifactHeader<Details>.self, from: Data(bytes[json]))
    } catch {
      throw LearningError(.brokenArtifact, "the artifact's header cannot be read: \(error)")
    }
    let payload = try floats(bytes[json.upperBound..<end])
    for tensor in header.tensors where tensor.range(in: payload.count) == nil {
      throw LearningError(.brokenArtifact, "tensor `\(tensor.name)` lies outside the artifact's payload")
    }
    for (what, names) in [
      ("input", header.inputs.map(\.name)), ("class", header.classes), ("tensor", header.tensors.map(\.name)),
    ] where Set(names.map { ByteText($0) }).count < names.count {
      throw LearningError(.brokenArtifact, "the artifact names one \(what) twice")
    }
    return Contents(header: header, payload: payload)
  }

  private static func floats(_ bytes: ArraySlice<UInt8>) throws -> [Float] {
    guard bytes.count % 4 == 0 else {
      throw LearningError(.brokenArtifact, "the artifact's payload of \(bytes.count) bytes is none of 32-bit floats")
    }
    let count = bytes.count / 4
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.withUnsafeBytes { raw in
        for index in 0..<count {
          let bits = raw.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
          buffer[index] = Float(bitPattern: UInt32(littleEndian: bits))
        }
      }
      initialized = count
    }
  }

  /// The identifier of the learner whose artifact this is, and the version of the code that trained it.
  static func origin(of bytes: [UInt8]) throws -> (learner: String, codeVersion: String) {
    struct Origin: Decodable {
      let learner: String
      let codeVersion: String
    }
    do {
      let origin = try JSONDecoder().decode(Origin.self, from: Data(bytes[try headerRange(bytes)]))
      return (origin.learner, origin.codeVersion)
    } catch let error as LearningError {
      throw error
    } catch {
      throw LearningError(.brokenArtifact, "the artifact's header cannot be read: \(error)")
    }
  }

  private static func headerRange(_ bytes: [UInt8]) throws -> Range<Int> {
    guard bytes.count >= prefixLength + digestLength, bytes[..<7].elementsEqual(magic[..<7]) else {
      throw LearningError(.brokenArtifact, "these \(bytes.count) bytes are no Millrace model")
    }
    guard bytes[7] == formatVersion else {
      throw LearningError(
        .brokenArtifact, "the artifact has format \(bytes[7]), this program reads \(formatVersion); use its own program"
      )
    }
    let length = bytes[8..<12].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard prefixLength + length <= bytes.count - digestLength else {
      throw LearningError(.brokenArtifact, "the artifact breaks off after \(bytes.count) bytes; fetch it again")
    }
    return prefixLength..<prefixLength + length
  }
}
