/// What a principal may do on Kafka: one access control entry.
package struct AccessRule: Sendable, Hashable {
  package enum Operation: String, Sendable { case read, write, describe }
  package enum Resource: String, Sendable { case topic, group }

  package var principal: String
  package var operation: Operation
  package var resource: Resource
  package var name: String
  /// The name is what the resources' names begin with.
  package var isPrefix: Bool

  package init(
    _ principal: String, _ operation: Operation, _ resource: Resource, _ name: String, isPrefix: Bool = false
  ) {
    self.principal = principal
    self.operation = operation
    self.resource = resource
    self.name = name
    self.isPrefix = isPrefix
  }

  /// As `kafka-acls.sh` takes it, behind the address of the brokers.
  package var arguments: String {
    let operation = self.operation.rawValue.prefix(1).uppercased() + self.operation.rawValue.dropFirst()
    return "--add --allow-principal User:\(principal) --operation \(operation) --\(resource.rawValue) \(name)"
      + (isPrefix ? " --resource-pattern-type prefixed" : "")
  }
}
