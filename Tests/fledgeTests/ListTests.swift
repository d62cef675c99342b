import Testing

/// `fledge list`: what there is.
struct ListTests {
  @Test func `everything there is fits on the page`() throws {
    let ending = try Fledge()("list")
    #expect(ending.code == 0)
    #expect(ending.errors == "")
    let lines = ending.output.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.count <= 100 })
    for name in [
      "point-robot/goals", "bandit/bernoulli", "cart-pole/physics", "cart-pole/reversed",
    ] {
      #expect(lines.contains { $0.hasPrefix("  \(name) ") })
    }
    #expect(ending.output.contains("Options: arms, pulls."))
    #expect(ending.output.contains("\nLearners: maml, joint\nPolicies: "))
    #expect(ending.output.contains("\nReplays: "))
  }

  @Test func `the list is one JSON object`() throws {
    let list = try jsonObject(try Fledge()("list --json").output)
    #expect(list.keys.sorted() == ["distributions", "format", "learners", "policies", "replays"])
    #expect(list["format"] as? String == "fledge-list/1")
    let distributions = try #require(list["distributions"] as? [[String: Any]])
    let bandit = distributions.first { $0["name"] as? String == "bandit/bernoulli" }
    #expect(bandit?["options"] as? [String] == ["arms", "pulls"])
  }
}
