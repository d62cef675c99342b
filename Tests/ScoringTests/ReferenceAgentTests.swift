import Gym
import MetaLearning
import Numerics
import Scoring
import TestSupport
import Testing

/// Reference agents, scored like policies.
struct ReferenceAgentTests {
  private let distribution = Ladder.distribution()
  private let scoring = ScoringProtocol(taskCount: 20, stepCount: 2, rolloutCount: 3)

  private func score(_ agent: NamedAgent, threads: Int = 2) throws -> Score {
    try Score(
      of: agent, distribution: distribution, by: scoring, workers: Workers(count: threads))
  }

  @Test func `a distribution names its players, those of the anchors first`() {
    #expect(distribution.namedAgents.map(\.name) == ["random", "blind", "oracle", "climber"])
  }

  @Test func `players play as the anchors do`() throws {
    for (name, level) in [("blind", 5.0), ("oracle", 9)] {
      let score = try score(distribution.agent(named: name))
      #expect(score.name == name)
      #expect(
        score.taskReturns
          == score.tasks.map { task in
            Array(repeating: level * Double(task[0]), count: 3)
          })
      #expect(score.anchors.untrained == nil)
    }
    let random = try score(distribution.agent(named: "random"))
    let guessing = try score(NamedAgent(name: "random", agent: Guessing()))
    #expect(random == guessing)
  }

  @Test func `a player that learns from block to block is scored like a policy that does`() throws {
    let player = try score(distribution.agent(named: "climber"))
    let policy = try score(NamedAgent(name: "climber", agent: Climbing()))
    #expect(player == policy)
    #expect(player.curve[2].mean > player.curve[1].mean)
  }

  @Test func `the oracle knows each task`() throws {
    let revealing = TaskDistribution(
      name: "revealed", summary: "", environment: Ladder(),
      train: TaskRegion([.choices([2, 3, 4])]),
      referenceAgents: ReferenceAgents(
        blind: { ConstantAgent(action: 0) }, oracle: { ConstantAgent(action: $0[0]) }))
    let score = try Score(
      of: revealing.agent(named: "oracle"), distribution: revealing, by: scoring,
      workers: Workers(count: 2))
    #expect(score.taskReturns.map { $0[0] } == score.tasks.map { Double($0[0] * $0[0]) })
  }

  @Test func `one and three threads give the same bits`() throws {
    for agent in distribution.namedAgents {
      #expect(try score(agent, threads: 1) == score(agent, threads: 3))
    }
  }

  @Test func `an unknown player is answered with those there are`() {
    #expect(
      throws: NoSuchAgent(
        name: "climbr", distribution: "ladder/lengths",
        known: ["random", "blind", "oracle", "climber"])
    ) { try distribution.agent(named: "climbr") }
    let error = NoSuchAgent(
      name: "orcale", distribution: "ladder/lengths", known: ["random", "blind", "oracle"])
    #expect(
      error.description == "There is no player 'orcale' of 'ladder/lengths'. Did you mean 'oracle'?"
        + " It has 'random', 'blind' and 'oracle'.")
  }
}
