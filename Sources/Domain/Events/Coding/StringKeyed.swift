/// A dictionary by name: its keys are names as they stand, no properties.
protocol StringKeyed {}

extension Dictionary: StringKeyed where Key: NameKey {}

/// What names in JSON are keys of.
protocol NameKey: Hashable {}

extension String: NameKey {}
extension ByteText: NameKey {}
