import Domain
import Yams

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Contract {
  /// Loads and compiles the contract out of its folder: `topics.yaml` and `schemas/<type>.json`.
  ///
  /// Throws where a file is missing or malformed, a type is on no topic or on two, a schema uses what the validator
  /// does not support, or a schema lacks a field that this program reads or writes.
  package static func load(directory: String) throws(ContractError) -> Contract {
    let (topics, ledgerOnly, watermarks) = try loadTopics(directory)
    var declarations: [EventDeclaration] = []
    for topic in topics {
      for type in topic.events {
        if let other = declarations.first(where: { $0.type == type }) {
          throw ContractError(
            code: .malformed, file: "topics.yaml",
            message: "\(type) is on \(other.topic ?? "no topic") and on \(topic.name); declare it on one topic")
        }
        let schema = try loadSchema(directory, type)
        declarations.append(EventDeclaration(type: type, topic: topic.name, schema: schema))
      }
    }
    for type in ledgerOnly {
      if let other = declarations.first(where: { $0.type == type }) {
        throw ContractError(
          code: .malformed, file: "topics.yaml",
          message: "\(type) is on \(other.topic ?? "no topic") and under ledger_only; declare it once")
      }
      declarations.append(EventDeclaration(type: type, topic: nil, schema: try loadSchema(directory, type)))
    }
    for type in EventCatalog.types where !declarations.contains(where: { $0.type == type }) {
      throw ContractError(
        code: .missingType, file: "topics.yaml",
        message: "\(type) is on no topic; declare it under its topic's events, or under ledger_only")
    }
    return Contract(topics: topics, events: declarations, watermarks: watermarks)
  }

  private static func loadTopics(
    _ directory: String
  ) throws(ContractError) -> (topics: [TopicDeclaration], ledgerOnly: [String], watermarks: WatermarkTopic?) {
    let file = "topics.yaml"
    let bytes = try read(directory, file)
    let tree: YAMLTree
    do {
      tree = try YAMLTree(bytes)
    } catch {
      throw ContractError(code: .malformed, file: file, message: error.description)
    }
    func malformed(_ message: String) -> ContractError { ContractError(code: .malformed, file: file, message: message) }
    guard let entries = tree.value["topics"]?.object, !entries.isEmpty else {
      throw malformed("there are no topics; list them by name under topics:")
    }
    var topics: [TopicDeclaration] = []
    for name in tree.order(of: ["topics"]) {
      let entry = entries[name] ?? [:]
      guard let partitions = entry["partitions"]?.integer, partitions >= 1, partitions <= 10_000 else {
        throw malformed("\(name): partitions has to be a whole number from 1")
      }
      guard let key = entry["key"]?.string.flatMap(TopicKey.init(rawValue:)) else {
        throw malformed("\(name): key has to be one of \(TopicKey.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      guard let retention = entry["retention"]?.string.flatMap({ try? TimeSpan(text: $0) }), retention > .zero else {
        throw malformed("\(name): retention has to be a length of time such as 7d")
      }
      guard let writers = writers(entry) else {
        throw malformed("\(name): writers has to list the principals that may write it, in letters, digits and -")
      }
      guard let events = entry["events"]?.array?.compactMap(\.string), !events.isEmpty else {
        throw malformed("\(name): events has to list the event types it carries")
      }
      topics.append(
        TopicDeclaration(
          name: name, description: entry["description"]?.string ?? "", partitions: Int(partitions), key: key,
          retention: retention, writers: writers, events: events))
    }
    var ledgerOnly: [String] = []
    if let declared = tree.value["ledger_only"] {
      guard let items = declared["events"]?.array, !items.isEmpty, items.allSatisfy({ $0.string != nil }) else {
        throw malformed("ledger_only: events has to list the event types that no topic carries")
      }
      ledgerOnly = items.compactMap(\.string)
    }
    guard let declared = tree.value["watermarks"] else { return (topics, ledgerOnly, nil) }
    guard let name = declared["topic"]?.string, !topics.contains(where: { $0.name == name }),
      let partitions = declared["partitions"]?.integer, (1...100).contains(partitions), let writers = writers(declared)
    else { throw malformed("watermarks has to name a topic of its own, its partitions, 1 to 100, and its writers") }
    let description = declared["description"]?.string ?? ""
    let watermarks = WatermarkTopic(
      name: name, description: description, partitions: Int(partitions), writers: writers)
    return (topics, ledgerOnly, watermarks)
  }

  /// Who may write a topic; nil where that is not said.
  private static func writers(_ entry: JSONValue) -> [String]? {
    guard let items = entry["writers"]?.array, !items.isEmpty else { return nil }
    let names = items.compactMap(\.string).filter { name in
      !name.isEmpty && name.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    }
    return names.count == items.count ? names : nil
  }

  private static func loadSchema(_ directory: String, _ type: String) throws(ContractError) -> JSONSchema {
    let file = "schemas/\(type).json"
    let bytes = try read(directory, file)
    let schema: JSONSchema
    do {
      schema = try JSONSchema(try JSONReader.parse(bytes))
    } catch let error as SchemaError {
      throw ContractError(code: .unsupportedSchema, file: file, message: error.description)
    } catch {
      throw ContractError(code: .malformed, file: file, message: "\(error)")
    }
    guard fields(of: type) != nil else {
      throw ContractError(
        code: .unknownType, file: file,
        message: "this program knows no \(type); remove it from topics.yaml or use a program that does")
    }
    if let field = undeclaredField(of: type, in: schema) {
      throw ContractError(
        code: .missingField, file: file, message: "the field \(field) is not declared; this program reads or writes it")
    }
    return schema
  }

  private static func read(_ directory: String, _ file: String) throws(ContractError) -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: directory + "/" + file)))
    } catch {
      throw ContractError(
        code: .unreadable, file: file, message: "it cannot be read (\(error)); is \(directory) the contract's folder?")
    }
  }
}
