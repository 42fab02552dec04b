import Domain
import Ledger
import TestSupport
import Testing

@Suite struct IdentityTests {
  @Test func identitiesAreBytes() {
    var random = RandomTexts(seed: 45)
    for _ in 0..<100 {
      let (first, second) = random.equivalents()
      #expect(EventIdentity(source: "/s", id: first) != EventIdentity(source: "/s", id: second))
      #expect(EventIdentity(source: first, id: "i") != EventIdentity(source: second, id: "i"))
      #expect(Set([first, second, first].map { EventIdentity(source: "/s", id: $0) }).count == 2)
    }
  }
}
