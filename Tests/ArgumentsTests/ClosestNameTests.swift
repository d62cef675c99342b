import Arguments
import Testing

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

  @Test(arguments: ["", "x", "pendulum", "ro", "bxxxit"])
  func `gives nothing rather than a bad guess`(given: String) {
    #expect(closestName(to: given, among: Self.names) == nil)
  }

  @Test func `the nearest name wins, and the earlier of two equally near`() {
    #expect(closestName(to: "goalz", among: ["goalsz", "goals", "goalx"]) == "goalsz")
    #expect(closestName(to: "task", among: ["tasks", "task"]) == "task")
  }

  @Test func `nothing is near when there is nothing`() {
    #expect(closestName(to: "a", among: []) == nil)
  }
}
