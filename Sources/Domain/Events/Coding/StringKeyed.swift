/// A dictionary by name: its keys are names as they stand, no properties.
protocol StringKeyed {}

extension Dictionary: StringKeyed where Key == String {}
