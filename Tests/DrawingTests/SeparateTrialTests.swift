#if Viewer
import Drawing
import Environments
import Gym
import Testing

/// Pictures of trials of agents with a memory.
struct SeparateTrialTests {
  /// A trial whose agent remembers how far it is, up or down.
  private static func trial(
    of distribution: TaskDistribution, stageCount: Int = 3, memory sign: Float? = 1
  ) throws -> Trial {
    var trial = try ExampleTrial.make(distribution, stageCount: stageCount, episodes: 2)
    guard let sign else { return trial }
    let choiceCount =
      if case .discrete(let count) = distribution.specification.actionSpace { count } else { 0 }
    for stage in trial.blocks.indices {
      let stepCount = trial.blocks[stage].rollouts.stepCount
      trial.blocks[stage].insights = InsightTrace(
        memorySize: 12, choiceCount: choiceCount,
        memory: (0..<12 * stepCount).map { sign * Float($0 % 25 - 12) / 12 },
        probabilities: (0..<choiceCount * stepCount).map { _ in 1 / Float(choiceCount) })
    }
    return trial
  }

  private static func picture(
    _ name: String, experience: Experience = .separate, stageCount: Int = 3, memory: Float? = 1,
    theme: Theme = .light
  ) throws -> TrialPicture {
    let distribution = try Catalog.distribution(named: name)
    return TrialPicture(
      of: try trial(of: distribution, stageCount: stageCount, memory: memory),
      distribution: distribution, policy: "memory", experience: experience, theme: theme)
  }

  private static func still(_ picture: TrialPicture, _ size: Size = Size(900, 600)) -> [UInt8] {
    let canvas = Canvas(size: size)
    picture.draw(on: canvas)
    return canvas.encodedPNG()
  }

  private static func frame(_ picture: TrialPicture, step: Int) -> [UInt8] {
    let canvas = Canvas(size: Size(960, 600))
    picture.drawFrame(step: step, on: canvas)
    return canvas.encodedPNG()
  }

  @Test(arguments: TrialPictureTests.names)
  func `stills and films show what the agent remembers`(name: String) throws {
    let (one, other) = (try Self.picture(name), try Self.picture(name, memory: -1))
    let none = try Self.picture(name, memory: nil)
    #expect(Self.still(one) != Self.still(other))
    #expect(Self.still(one) != Self.still(none))
    #expect(Self.frame(one, step: 3) != Self.frame(other, step: 3))
    #expect(Self.frame(one, step: 3) != Self.frame(one, step: 4))
    #expect(Self.frame(one, step: 3) != Self.frame(none, step: 3))
  }

  @Test func `separate agents have episodes of a trial, not stages of adaptation`() throws {
    // Other words, another axis, and no pale episodes of other trials.
    let separate = try Self.picture("bandit/bernoulli", memory: nil)
    let pooled = try Self.picture("bandit/bernoulli", experience: .pooled, memory: nil)
    #expect(Self.still(separate) != Self.still(pooled))
    #expect(Self.frame(separate, step: 3) != Self.frame(pooled, step: 3))
  }

  @Test(arguments: ["tabular-mdp/dirichlet", "bandit/bernoulli"], [1, 10])
  func `one and ten episodes can be drawn in any size`(name: String, stageCount: Int) throws {
    for theme in [Theme.light, .dark] {
      let picture = try Self.picture(name, stageCount: stageCount, theme: theme)
      for size in [Size(1, 1), Size(120, 90), Size(400, 300), Size(1_200, 800)] {
        #expect(!Self.still(picture, size).isEmpty)
      }
      #expect(!Self.frame(picture, step: 2).isEmpty)
    }
  }
}
#endif
