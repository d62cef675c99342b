#if Viewer
import Foundation
import Gym
import Scoring

/// Adapts a policy on a thread of its own, so that the window never waits.
///
/// A new request replaces the one before, which stops after its current stage.
final class BackgroundAdapter: Sendable {
  private let channel: BackgroundChannel

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - agent: The agent as it begins every trial; `nil` if the trials are recorded, so that only the
  ///     anchors of their tasks are measured.
  ///   - distribution: The tasks.
  init(_ agent: (any Agent)?, on distribution: TaskDistribution) {
    let channel = BackgroundChannel()
    self.channel = channel
    let thread = Thread {
      while let (request, number) = channel.nextRequest() {
        Self.fulfill(request, number, agent, distribution, channel)
      }
      channel.threadHasEnded()
    }
    thread.name = "fledge adaptation"
    // As much as the threads of `Workers` have.
    thread.stackSize = 64 << 20
    thread.start()
  }

  /// Waits until the current stage is played: a thread that computes while the program ends would use
  /// libraries that are already unloaded.
  deinit {
    channel.close()
  }

  /// Begins a request in place of the one before.
  func begin(_ request: BackgroundRequest) {
    channel.put(request)
  }

  /// Removes and returns the updates about the latest request.
  func takeUpdates() -> [BackgroundUpdate] {
    channel.takeUpdates()
  }

  /// Whether the latest request is not finished.
  var isBusy: Bool { channel.isBusy }

  private static func fulfill(
    _ request: BackgroundRequest, _ number: Int, _ agent: (any Agent)?,
    _ distribution: TaskDistribution, _ channel: BackgroundChannel
  ) {
    if let agent {
      playBlocks(request, agent, distribution) { channel.send($0, about: number) }
    }
    guard channel.isLatest(number) else { return }
    let anchors = Anchors(
      onTask: request.task, of: distribution, rolloutCount: request.rolloutCount,
      seed: request.seed)
    _ = channel.send(.anchors(anchors), about: number)
    channel.finish(number)
  }

  /// Plays all blocks, until `send` returns false or something fails.
  private static func playBlocks(
    _ request: BackgroundRequest, _ agent: any Agent, _ distribution: TaskDistribution,
    send: (BackgroundUpdate) -> Bool
  ) {
    do {
      var agent = agent
      // What separate agents remember is of the episodes of their own trials, so these are shown.
      let hasDemonstrations = agent.experience == .pooled
      var demonstration: TrialBlock?
      try distribution.play(
        TrialPlan(blockCount: request.stepCount + 1, episodesPerBlock: request.rolloutCount),
        on: request.task, by: &agent, key: request.key, recordsStates: true, recordsInsights: true,
        beforeBlock: { block, agent in
          guard hasDemonstrations else { return }
          // A fork plays, so that the agent does not learn from what is only shown.
          var copy = agent
          demonstration = distribution.play(
            Block(
              number: block.number, copyCount: min(block.copyCount, 20),
              key: request.demonstrationKey),
            on: request.task, by: &copy, recordsStates: true, recordsInsights: true)
        },
        afterBlock: { block in
          let demonstration = demonstration ?? block
          guard
            [block, demonstration].allSatisfy({
              $0.rollouts.meanReturn.isFinite && $0.states.allSatisfy(\.isFinite)
            })
          else {
            _ = send(.failure("What the environment returns is not finite."))
            return false
          }
          return send(.stage(block, demonstration: demonstration))
        })
    } catch let error {
      _ = send(.failure("\(error)"))
    }
  }
}
#endif
