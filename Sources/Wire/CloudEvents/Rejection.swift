/// Why a record cannot go into the ledger; it is parked with this.
package struct Rejection: Error, Sendable, Hashable, CustomStringConvertible {
  package var reason: Reason
  /// What is wrong, where, and how to mend it.
  package var message: String
  /// CloudEvents `source` and `id` of the refused event, where both could be read.
  package var source: String?
  package var eventID: String?

  package init(_ reason: Reason, _ what: String, mend: String) {
    self.reason = reason
    message = "\(what); \(mend)"
  }

  /// Whether the same record can be taken later, once this program knows another contract.
  package var retryCanHelp: Bool {
    switch reason {
    case .unknownType, .wrongTopic, .schema, .configInvalid, .dataInvalid, .refusedByDatabase: true
    default: false
    }
  }

  func of(_ identity: (source: String, id: String)?) -> Rejection {
    var rejection = self
    (rejection.source, rejection.eventID) = (identity?.source, identity?.id)
    return rejection
  }

  package var description: String { "\(reason.rawValue): \(message)" }
}

extension Rejection {
  /// Stable codes, kept in the ledger's `parked` table.
  package enum Reason: String, Sendable, Hashable, CaseIterable {
    case missingAttribute = "missing_attribute"
    case malformedAttribute = "malformed_attribute"
    case unsupportedContentType = "unsupported_content_type"
    case malformedKey = "malformed_key"
    case unknownType = "unknown_type"
    case wrongTopic = "wrong_topic"
    /// Only the ledger itself writes events of this type.
    case ledgerOnly = "ledger_only"
    case nullBody = "null_body"
    case tooLarge = "too_large"
    case invalidJSON = "invalid_json"
    case invalidUTF8 = "invalid_utf8"
    case nul
    case loneSurrogate = "lone_surrogate"
    case tooDeep = "too_deep"
    case numberOutOfRange = "number_out_of_range"
    case duplicateMember = "duplicate_member"
    case schema
    /// The configuration of a loop cannot be used, or is not the one that its event says.
    case configInvalid = "config_invalid"
    /// The members of an event contradict each other, or its attributes.
    case dataInvalid = "data_invalid"
    /// The contract allows it and the database does not take it.
    case refusedByDatabase = "refused_by_database"
  }
}
