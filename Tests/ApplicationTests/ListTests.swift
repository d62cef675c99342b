import Testing

/// `fledge list`: what there is.
struct ListTests {
  @Test func `everything there is fits on the page`() throws {
    let ending = try Workspace()("list")
    #expect(ending.code == 0)
    #expect(ending.errors == "")
    let lines = ending.output.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.count <= 100 })
    for name in [
      "point-robot/goals", "bandit/bernoulli", "cart-pole/physics", "cart-pole/reversed",
      "tabular-mdp/dirichlet",
    ] {
      #expect(lines.contains { $0.hasPrefix("  \(name) ") })
    }
    #expect(ending.output.contains("Options: arms, pulls."))
    for name in [
      "maml", "fomaml", "reptile", "meta-sgd", "anil", "cavia", "joint", "log-likelihood",
      "likelihood-ratio", "dice", "trpo", "adam", "ppo", "promp",
    ] {
      #expect(lines.count { $0.hasPrefix("  \(name) ") && $0.hasSuffix(".") } == 1, "\(name)")
    }
    #expect(ending.output.contains("\nPolicies: "))
    #expect(ending.output.contains("\nReplays: "))
  }

  @Test func `the list is one JSON object`() throws {
    let list = try jsonObject(try Workspace()("list --json").output)
    #expect(
      list.keys.sorted() == [
        "distributions", "estimators", "format", "learners", "outerSteps", "policies", "replays",
      ])
    #expect(list["format"] as? String == "fledge-list/1")
    #expect(
      list["learners"] as? [String] == [
        "maml", "fomaml", "reptile", "meta-sgd", "anil", "cavia", "joint", "rl2",
      ])
    #expect(list["estimators"] as? [String] == ["log-likelihood", "likelihood-ratio", "dice"])
    #expect(list["outerSteps"] as? [String] == ["trpo", "adam", "ppo", "promp"])
    let distributions = try #require(list["distributions"] as? [[String: Any]])
    let bandit = distributions.first { $0["name"] as? String == "bandit/bernoulli" }
    #expect(bandit?["options"] as? [String] == ["arms", "pulls"])
  }
}
