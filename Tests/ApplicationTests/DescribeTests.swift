import Testing

/// `fledge describe`: everything about a distribution.
struct DescribeTests {
  @Test func `a page tells everything but what was measured`() throws {
    let ending = try Workspace()("describe cart-pole/reversed --vary gravity=5...15")
    #expect(ending.errors == "")
    #expect(ending.output.hasPrefix(Self.cartPole))
    let measured = ending.output.dropFirst(Self.cartPole.count).split(separator: "\n")
    #expect(try #/ +test  shifted/#.wholeMatch(in: measured[0]) != nil)
    for (line, player) in zip(measured.dropFirst(), ["random", "blind", "oracle"]) {
      let form = #/  (\w+) +\d+\.\d\d +\d+\.\d\d  .+/#
      #expect(try form.wholeMatch(in: line)?.output.1 == Substring(player))
    }
    #expect(ending.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func `options are shown where there are any`() throws {
    let page = try Workspace()("describe bandit/bernoulli --option arms=3 --fix p1=0.5").output
    #expect(
      page.contains(
        """

        Task parameters that vary
          parameter  train and test  shifted  meaning
          p0         0...1           0...0.3  probability that arm 0 pays
          p2         0...1           0...0.3  probability that arm 2 pays

        Task parameters that are fixed
          p1  0.5  probability that arm 1 pays

        Options of the environment
          option  value  default  allowed   meaning
          arms    3      5        2...50    number of arms
          pulls   20     20       1...1000  pulls per episode

        """))
  }

  @Test func `hundreds of parameters of a kind are a line`() throws {
    let page = try Workspace()("describe tabular-mdp/dirichlet --fix w3a2s7=5").output
    #expect(page.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(
      page.contains(
        """

        Task parameters that vary
          parameter        train and test  shifted      meaning
          w0a0s0 \u{2026} w3a2s6  gamma(1)        gamma(0.3)   177 weights of next states; the first: weight of
                                                        going from state 0 by action 0 to state 0
          w3a2s8 \u{2026} w9a4s9  gamma(1)        gamma(0.3)   322 weights of next states; the first: weight of
                                                        going from state 3 by action 2 to state 8
          m0a0 \u{2026} m9a4      normal(1,1)     normal(1,1)  50 mean rewards; the first: mean reward of action 0
                                                        in state 0

        Task parameters that are fixed
          w3a2s7  5  weight of going from state 3 by action 2 to state 7

        """))
  }

  @Test func `a box that shifted tasks lie outside of is named`() throws {
    #expect(
      try Workspace()("describe point-robot/goals").output.contains(
        "\n  A shifted task never lies inside the box goalX -0.5...0.5, goalY -0.5...0.5.\n"))
  }

  @Test func `a description is one JSON object`() throws {
    let ending = try Workspace()("describe point-robot/goals --json")
    #expect(ending.errors == "")
    let page = try jsonObject(ending.output)
    #expect(
      page.keys.sorted() == [
        "action", "anchors", "endOfEpisode", "environment", "environmentSummary", "format",
        "horizon", "name", "observation", "options", "parameters", "regions", "reward", "summary",
        "training",
      ])
    #expect(page["format"] as? String == "fledge-description/1")
    #expect(page["horizon"] as? Int == 100)
    let anchors = try #require(page["anchors"] as? [String: [String: [String: Double]]])
    #expect(anchors.keys.sorted() == ["shifted", "test"])
    #expect(anchors["test"]?.keys.sorted() == ["blind", "oracle", "random"])
  }

  private static let cartPole = """
    cart-pole/reversed
      As physics, and on half the tasks a push goes the other way: one has to find out.

    Environment
      A pole on a cart that is pushed left or right to keep the pole upright.

    Observation: 4 numbers
      position         m      where the cart is on its track
      velocity         m/s    how fast the cart moves
      angle            rad    how far the pole leans to the right
      angularVelocity  rad/s  how fast the pole turns

    Action: one of 2 choices
      0 pushes the cart left, 1 pushes it right; the other way round if forceSign is -1.

    Reward
      1 for each step, the last one included.

    End of an episode
      Ends when the pole leans more than 12 degrees or the cart is more than 2.4 m from the middle, or
      after 500 steps.

    Task parameters that vary
      parameter       unit   train and test  shifted               meaning
      gravity         m/s^2  5...15          5...15                acceleration of falling bodies
      poleMass        kg     0.05...0.5      0.01...0.05,0.5...1   mass of the pole
      poleHalfLength  m      0.25...0.75     0.05...0.25,0.75...1  half the length of the pole
      forceMagnitude  N      5...15          1...5,15...20         strength of a push
      forceSign              -1,1            -1,1                  1 if action 1 pushes right, -1 if it
                                                                   pushes left

    Task parameters that are fixed
      cartMass  kg  1  mass of the cart

    Anchors: mean return of 40 tasks, 10 episodes each

    """
}
