import Testing
import Wording

struct ClosestMatchTests {
  static let environments = ["point-robot", "bandit", "cart-pole"]

  @Test(arguments: [
    ("pont-robot", "point-robot"), ("point-robto", "point-robot"), ("Bandit", "bandit"),
    ("bandits", "bandit"), ("cartpole", "cart-pole"), ("point-robot", "point-robot"),
    ("poin-rbot", "point-robot"),
  ])
  func `a slip of the keyboard is understood`(typed: String, meant: String) {
    #expect(closestMatch(to: typed, in: Self.environments) == meant)
  }

  @Test(arguments: ["", "x", "tabular-mdp", "robot", "pole"])
  func `another word is not`(typed: String) {
    #expect(closestMatch(to: typed, in: Self.environments) == nil)
  }

  @Test func `the closest of several wins, the first of equals`() {
    #expect(
      closestMatch(to: "poleMas", in: ["poleHalfLength", "cartMass", "poleMass"]) == "poleMass")
    #expect(closestMatch(to: "goal", in: ["goalX", "goalY"]) == "goalX")
    #expect(closestMatch(to: "goal", in: []) == nil)
  }
}
