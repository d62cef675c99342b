import Testing
import Wording

struct ClosestNameTests {
  static let names = ["point-robot", "bandit", "cart-pole", "inner-learning-rate", "ab"]

  @Test(arguments: [
    ("bandti", "bandit"), ("bndit", "bandit"), ("banditt", "bandit"), ("bendit", "bandit"),
    ("CartPole", "cart-pole"), ("point_robto", "point-robot"), ("ac", "ab"),
    ("learning-rate", "inner-learning-rate"), ("cart", "cart-pole"),
    ("cart-pole-v1", "cart-pole"),
  ])
  func `finds what was meant`(given: String, meant: String) {
    #expect(closestName(to: given, among: Self.names) == meant)
  }

  @Test(arguments: [
    ("pont-robot", "point-robot"), ("point-robto", "point-robot"), ("Bandit", "bandit"),
    ("bandits", "bandit"), ("cartpole", "cart-pole"), ("point-robot", "point-robot"),
    ("poin-rbot", "point-robot"), ("robot", "point-robot"), ("pole", "cart-pole"),
  ])
  func `a slip of the keyboard is understood`(typed: String, meant: String) {
    #expect(closestName(to: typed, among: ["point-robot", "bandit", "cart-pole"]) == meant)
  }

  @Test(arguments: ["", "x", "pendulum", "ro", "bxxxit"])
  func `gives nothing rather than a bad guess`(given: String) {
    #expect(closestName(to: given, among: Self.names) == nil)
  }

  @Test func `the nearest name wins, and the earlier of two equally near`() {
    #expect(closestName(to: "goalz", among: ["goalsz", "goals", "goalx"]) == "goalsz")
    #expect(closestName(to: "task", among: ["tasks", "task"]) == "task")
    #expect(
      closestName(to: "poleMas", among: ["poleHalfLength", "cartMass", "poleMass"]) == "poleMass")
    #expect(closestName(to: "goal", among: ["goalX", "goalY"]) == "goalX")
  }

  @Test func `nothing is near when there is nothing`() {
    #expect(closestName(to: "a", among: []) == nil)
  }
}
