import Gym
import MetaLearning
import Numerics
import Scoring
import TestSupport
import Testing

/// Reference players, scored like policies.
struct ContestantTests {
  private let distribution = Ladder.distribution()
  private let scoring = ScoringProtocol(taskCount: 20, stepCount: 2, rolloutCount: 3)

  private func score(_ contestant: Contestant, threads: Int = 2) throws -> Score {
    try Score(
      of: contestant, distribution: distribution, by: scoring, workers: Workers(count: threads))
  }

  @Test func `a distribution names its players, those of the anchors first`() {
    #expect(distribution.playerNames == ["random", "blind", "oracle", "climber"])
  }

  @Test func `players play as the anchors do`() throws {
    for (name, level) in [("blind", 5.0), ("oracle", 9)] {
      let score = try score(Contestant(player: name, of: distribution))
      #expect(score.name == name)
      #expect(
        score.taskReturns
          == score.tasks.map { task in
            Array(repeating: level * Double(task[0]), count: 3)
          })
      #expect(score.anchors.untrained == nil)
    }
    let random = try score(Contestant(player: "random", of: distribution))
    let guessing = try score(Contestant(name: "random") { _ in Guessing() })
    #expect(random == guessing)
  }

  @Test func `a player that learns from block to block is scored like a policy that does`() throws {
    let player = try score(Contestant(player: "climber", of: distribution))
    let policy = try score(Contestant(name: "climber") { _ in Climbing() })
    #expect(player == policy)
    #expect(player.curve[2].mean > player.curve[1].mean)
  }

  @Test func `the oracle is told each task`() throws {
    let telling = TaskDistribution(
      name: "told", summary: "", environment: Ladder(), train: TaskRegion([.choices([2, 3, 4])]),
      referencePlayers: ReferencePlayers(
        blind: { ConstantPlayer(action: 0) }, oracle: { ConstantPlayer(action: $0[0]) }))
    let score = try Score(
      of: Contestant(player: "oracle", of: telling), distribution: telling, by: scoring,
      workers: Workers(count: 2))
    #expect(score.taskReturns.map { $0[0] } == score.tasks.map { Double($0[0] * $0[0]) })
  }

  @Test func `one and three threads give the same bits`() throws {
    for name in distribution.playerNames {
      let contestant = try Contestant(player: name, of: distribution)
      #expect(try score(contestant, threads: 1) == score(contestant, threads: 3))
    }
  }

  @Test func `an unknown player is answered with those there are`() {
    #expect(
      throws: NoSuchPlayer(
        name: "climbr", distribution: "ladder/lengths",
        known: ["random", "blind", "oracle", "climber"])
    ) { try Contestant(player: "climbr", of: distribution) }
    let error = NoSuchPlayer(
      name: "orcale", distribution: "ladder/lengths", known: ["random", "blind", "oracle"])
    #expect(
      error.description == "There is no player 'orcale' of 'ladder/lengths'. Did you mean 'oracle'?"
        + " It has 'random', 'blind' and 'oracle'.")
  }
}
