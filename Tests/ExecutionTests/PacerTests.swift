import Execution
import Testing

struct PacerTests {
  @Test func letsABurstPassAndThenKeepsTheInterval() {
    var pacer = Pacer(interval: .milliseconds(40), burst: 3)
    var now = ContinuousClock.now
    let pauses = (0..<6).map { _ in
      let pause = pacer.pause(after: now)
      now += pause
      return pause
    }
    #expect(pauses == [0, 0, 0, 40, 40, 40].map { Duration.milliseconds($0) })
    // Those that are rare never wait.
    for _ in 0..<5 {
      now += .milliseconds(200)
      #expect(pacer.pause(after: now) == .zero)
    }
  }
}
