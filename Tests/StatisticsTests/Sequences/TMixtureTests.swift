import Testing

@testable import Statistics

@Suite struct TMixtureTests {
  /// Against the mean over the prior of the noncentral t density by the central one, integrated by
  /// `scipy.integrate.quad` over `scipy.stats.nct`.
  @Test func isTheMixtureOfLikelihoodRatios() {
    for (draws, t, log) in [
      (3, 2.5, 0.19139791312015522), (5, -1.2, -0.6517547178003962), (10, 3.3, 1.6465166781314604),
    ] {
      #expect(abs(TMixture.logEvidence(t: t, draws: draws) - log) < 1e-9, "\(draws) \(t)")
    }
  }

  @Test func saysNothingOfTooFewDraws() {
    for draws in 0..<TMixture.fewestDraws {
      #expect(TMixture.logEvidence(t: .infinity, draws: draws) == 0)
      #expect(TMixture.critical(alpha: 0.5, draws: draws) == nil)
    }
  }

  /// Evidence grows with |t|, has a limit, and the critical t is where it crosses.
  @Test(arguments: [3, 4, 5, 8, 20, 100, 5_000]) func growsWithT(draws: Int) {
    var before = -Double.infinity
    for t in stride(from: 0.0, through: 60, by: 0.5) {
      let evidence = TMixture.logEvidence(t: t, draws: draws)
      #expect(evidence > before && evidence == TMixture.logEvidence(t: -t, draws: draws))
      before = evidence
    }
    let most = TMixture.logEvidence(t: .infinity, draws: draws)
    #expect(most.isFinite && most >= TMixture.logEvidence(t: 1e12, draws: draws) && most >= before)
    for alpha in [0.2, 0.05, 0.025, 0.0125, 0.001] {
      guard let t = TMixture.critical(alpha: alpha, draws: draws) else {
        #expect(most < Double.logOneOver(alpha), "\(draws) \(alpha)")
        continue
      }
      #expect(abs(TMixture.logEvidence(t: t, draws: draws) - Double.logOneOver(alpha)) < 1e-9, "\(draws) \(alpha)")
    }
  }
}

extension Double {
  fileprivate static func logOneOver(_ alpha: Double) -> Double {
    // By the series of the logarithm, so that the test has its own.
    var (power, sum) = (1 - alpha, 0.0)
    for step in 1...200_000 {
      sum += power / Double(step)
      power *= 1 - alpha
    }
    return sum
  }
}
