import Gym
import Numerics
import Testing

/// Shows how many steps each of its copies has taken, as memory and as probabilities.
struct OpenAgent: Agent {
  let experience = Experience.separate
  private var counting = CountingAgent()
  private var running: [Int] = []

  mutating func begin(_ block: Block) { counting.begin(block) }

  mutating func act(on view: View, actions: inout [Float]) {
    running = view.copies
    counting.act(on: view, actions: &actions)
  }

  mutating func observe(_ outcome: Outcome) { counting.observe(outcome) }

  var insight: AgentInsight? {
    AgentInsight(
      memory: counting.counts.flatMap { [Float($0), -1] }, memorySize: 2,
      probabilities: running.flatMap { copy -> [Float] in
        let share = Float(counting.counts[copy]) / 64
        return [share, 0.25, 0.75 - share]
      })
  }
}

/// What `play` keeps of what agents remember and intend.
struct InsightTraceTests {
  private static func trial(recordsInsights: Bool) throws -> Trial {
    var agent = OpenAgent()
    return try PlayTests.distribution.play(
      PlayTests.plan, on: PlayTests.task, by: &agent, key: RandomKey(seed: 3),
      recordsInsights: recordsInsights)
  }

  @Test func `insights are kept before every action of every copy`() throws {
    let trial = try Self.trial(recordsInsights: true)
    for copy in 0..<7 {
      var count: Float = 0
      for block in trial.blocks {
        let insights = try #require(block.insights(ofEpisode: copy))
        #expect(insights.stepCount == block.rollouts.rows(ofEpisode: copy).count)
        #expect(insights.memorySize == 2 && insights.choiceCount == 3)
        for step in 0..<insights.stepCount {
          let moment = insights[step..<step + 1]
          #expect(moment.memory == [count, -1])
          #expect(moment.probabilities == [count / 64, 0.25, 0.75 - count / 64])
          count += 1
        }
        #expect(insights.largestMemory == max(1, count - 1))
      }
    }
    // The test says something only if the copies' episodes have different lengths.
    #expect(
      Set(
        trial.blocks[0].rollouts.offsets.indices.dropLast().map {
          trial.blocks[0].rollouts.rows(ofEpisode: $0).count
        }
      ).count > 1)
  }

  @Test func `insights are not kept unless asked for, and change nothing else`() throws {
    let plain = try Self.trial(recordsInsights: false)
    var recorded = try Self.trial(recordsInsights: true)
    #expect(plain.blocks.allSatisfy { $0.insights == nil })
    for index in recorded.blocks.indices { recorded.blocks[index].insights = nil }
    #expect(recorded == plain)
  }

  @Test func `an agent with nothing to show leaves no insights`() throws {
    var agent = CountingAgent()
    let trial = try PlayTests.distribution.play(
      PlayTests.plan, on: PlayTests.task, by: &agent, key: RandomKey(seed: 3),
      recordsInsights: true)
    #expect(trial.blocks.allSatisfy { $0.insights == nil })
  }

  @Test func `the size of an insight counts memory and probabilities`() {
    let distribution = PlayTests.distribution
    #expect(distribution.insightSize(of: OpenAgent()) == 5)
    #expect(distribution.insightSize(of: CountingAgent()) == 0)
  }
}
