#if Viewer
import Foundation
import Gym
import Scoring
import Numerics

/// Adapts a policy on a thread of its own, so that the window never waits.
///
/// The latest order counts: an older one is given up after the stage under way.
final class BackgroundAdapter: Sendable {
  /// What to do.
  struct Order: Sendable {
    /// Tells orders apart.
    var number: Int
    var task: [Float]
    var stepCount: Int
    var rolloutCount: Int
    /// The address of the trial's random numbers.
    var key: RandomKey
    /// The address of the random numbers of episodes that are only shown.
    var demonstrationKey: RandomKey
    /// The seed that the levels of the task are measured with.
    var seed: UInt64
  }

  /// What has become known.
  enum News: Sendable {
    /// The next stage of the trial has been played; also, from the same start as every stage, for show.
    case stage(TrialBlock, demonstration: TrialBlock)
    /// The levels of the reference players on the task.
    case levels([Level])
    /// It could not go on.
    case failure(String)
  }

  private let mailbox: Mailbox

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - agent: What plays, as it begins every trial; `nil` if the trials are known, and only the levels
  ///     of their tasks are needed.
  ///   - distribution: The tasks.
  init(_ agent: (any Agent)?, on distribution: TaskDistribution) {
    let mailbox = Mailbox()
    self.mailbox = mailbox
    let thread = Thread {
      while let order = mailbox.nextOrder() {
        Self.carryOut(order, agent, distribution, mailbox)
      }
      mailbox.threadHasEnded()
    }
    thread.name = "fledge adaptation"
    // Recorded graphs are freed recursively.
    thread.stackSize = 64 << 20
    thread.start()
  }

  /// Gives up what is under way and waits for the end of its stage: a thread that still computes while the
  /// program ends would use libraries that have ended before it.
  deinit {
    mailbox.close()
  }

  /// Gives an order; an earlier one is forgotten.
  func begin(_ order: Order) {
    mailbox.put(order)
  }

  /// What has become known about the latest order since this was asked last.
  func takeNews() -> [News] {
    mailbox.takeNews()
  }

  /// Whether the latest order is still being carried out.
  var isBusy: Bool { mailbox.isBusy }

  private static func carryOut(
    _ order: Order, _ agent: (any Agent)?, _ distribution: TaskDistribution,
    _ mailbox: Mailbox
  ) {
    if let agent {
      playBlocks(order, agent, distribution, mailbox)
    }
    guard mailbox.isWanted(order.number) else { return }
    let anchors = Anchors(
      onTask: order.task, of: distribution, rolloutCount: order.rolloutCount, seed: order.seed)
    _ = mailbox.tell(.levels(Level.all(of: anchors)), about: order.number)
    mailbox.finish(order.number)
  }

  /// Plays all blocks, unless another order arrives in between or something fails.
  private static func playBlocks(
    _ order: Order, _ agent: any Agent, _ distribution: TaskDistribution, _ mailbox: Mailbox
  ) {
    func tell(_ news: News) -> Bool { mailbox.tell(news, about: order.number) }
    do {
      var agent = agent
      var demonstration: TrialBlock?
      try distribution.play(
        TrialPlan(blockCount: order.stepCount + 1, episodesPerBlock: order.rolloutCount),
        on: order.task, by: &agent, key: order.key, recordsStates: true,
        beforeBlock: { block, agent in
          // A fork, so that nothing is learned from what is only shown.
          var fork = agent
          demonstration = distribution.play(
            Block(
              number: block.number, copyCount: min(order.rolloutCount, 20),
              key: order.demonstrationKey),
            on: order.task, by: &fork, recordsStates: true)
        },
        afterBlock: { block in
          guard block.rollouts.meanReturn.isFinite, block.states.allSatisfy(\.isFinite),
            let demonstration
          else {
            _ = tell(.failure("What the environment returns is not finite."))
            return false
          }
          return tell(.stage(block, demonstration: demonstration))
        })
    } catch let error {
      _ = tell(.failure("\(error)"))
    }
  }
}

/// Orders on their way to the thread, news on their way back.
private final class Mailbox: @unchecked Sendable {
  private let condition = NSCondition()
  // All below: guarded by `condition`.
  private var order: BackgroundAdapter.Order?
  private var currentNumber: Int?
  private var news: [BackgroundAdapter.News] = []
  private var isClosed = false
  private var hasEnded = false

  func put(_ order: BackgroundAdapter.Order) {
    condition.withLock {
      self.order = order
      currentNumber = order.number
      news = []
      condition.signal()
    }
  }

  /// Waits for an order; `nil` says that there will be none any more.
  func nextOrder() -> BackgroundAdapter.Order? {
    condition.withLock {
      while order == nil && !isClosed { condition.wait() }
      defer { order = nil }
      return isClosed ? nil : order
    }
  }

  /// Leaves news; `false` says that nobody wants to know any more.
  func tell(_ item: BackgroundAdapter.News, about number: Int) -> Bool {
    condition.withLock {
      guard number == currentNumber, !isClosed else { return false }
      news.append(item)
      return true
    }
  }

  func isWanted(_ number: Int) -> Bool {
    condition.withLock { number == currentNumber && !isClosed }
  }

  func finish(_ number: Int) {
    condition.withLock { if currentNumber == number { currentNumber = nil } }
  }

  func takeNews() -> [BackgroundAdapter.News] {
    condition.withLock {
      defer { news = [] }
      return news
    }
  }

  var isBusy: Bool { condition.withLock { currentNumber != nil } }

  func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
      while !hasEnded { condition.wait() }
    }
  }

  func threadHasEnded() {
    condition.withLock {
      hasEnded = true
      condition.broadcast()
    }
  }
}

/// The level of a reference agent on a task, which the adaptation curve is compared with.
package struct Level: Equatable, Sendable {
  package var name: String
  package var value: Double

  static func all(of anchors: Anchors) -> [Level] {
    anchors.named.map { Level(name: $0.name, value: $0.level.mean) }
  }
}
#endif
