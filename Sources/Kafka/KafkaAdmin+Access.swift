import CRDKafka

/// One access control entry: that a principal may do something, from any host.
public struct KafkaAccess: Sendable, Hashable {
  public enum Operation: Sendable, Hashable { case read, write, describe }
  public enum Resource: Sendable, Hashable { case topic, group }

  /// With its kind, such as `User:shop`.
  public var principal: String
  public var operation: Operation
  public var resource: Resource
  public var name: String
  /// The name is what the resources' names begin with.
  public var isPrefix: Bool

  public init(principal: String, operation: Operation, resource: Resource, name: String, isPrefix: Bool = false) {
    self.principal = principal
    self.operation = operation
    self.resource = resource
    self.name = name
    self.isPrefix = isPrefix
  }
}

extension KafkaAdmin {
  /// Adds entries; those that are there already stay.
  /// - Throws: ``KafkaError`` for the first that the brokers refuse: without an authorizer they refuse all.
  public func allow(_ entries: [KafkaAccess], timeout: Duration = .seconds(30)) async throws(KafkaError) {
    guard !entries.isEmpty else { return }
    try await perform { handle throws(KafkaError) in
      var bindings: [OpaquePointer?] = []
      defer { for binding in bindings { rd_kafka_AclBinding_destroy(binding) } }
      for entry in entries { bindings.append(try Self.binding(entry)) }
      try Self.request(handle, RD_KAFKA_ADMIN_OP_CREATEACLS, timeout) { options, queue in
        rd_kafka_CreateAcls(handle, &bindings, bindings.count, options, queue)
      } read: { event throws(KafkaError) in
        var count = 0
        let results = rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(event), &count)
        for index in 0..<count {
          guard let error = rd_kafka_acl_result_error(results?[index]) else { continue }
          let code = rd_kafka_error_code(error)
          if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            throw KafkaError(code, detail: String(cString: rd_kafka_error_string(error)))
          }
        }
      }
    }
  }

  private static func binding(_ entry: KafkaAccess) throws(KafkaError) -> OpaquePointer? {
    let resource =
      switch entry.resource {
      case .topic: RD_KAFKA_RESOURCE_TOPIC
      case .group: RD_KAFKA_RESOURCE_GROUP
      }
    let operation =
      switch entry.operation {
      case .read: RD_KAFKA_ACL_OPERATION_READ
      case .write: RD_KAFKA_ACL_OPERATION_WRITE
      case .describe: RD_KAFKA_ACL_OPERATION_DESCRIBE
      }
    var text = [CChar](repeating: 0, count: 512)
    let binding = rd_kafka_AclBinding_new(
      resource, entry.name, entry.isPrefix ? RD_KAFKA_RESOURCE_PATTERN_PREFIXED : RD_KAFKA_RESOURCE_PATTERN_LITERAL,
      entry.principal, "*", operation, RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, &text, text.count)
    guard let binding else { throw KafkaError(code: .invalidArgument, message: String(nullTerminated: text)) }
    return binding
  }
}
