/// Why a loop's slot could not be taken over from the read models.
struct SlotError: Error, Sendable {
  let message: String
  /// What to serve when nothing was served before; nil: the loop cannot even be understood.
  let slot: ServingSlot?
}
