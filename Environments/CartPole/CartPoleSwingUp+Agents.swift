import Gym
import Numerics

/// Swings the pole up by fixed rules, whatever the task.
struct SwingUpAgent: Agent {
  let controller: SwingUpController

  mutating func act(on view: View, actions: inout [Float]) {
    for row in actions.indices {
      let motion = CartPole.State(swingUp: view.observations[8 * row..<8 * row + 8])
      actions[row] = 1 + controller.sides(motion)[0]
    }
  }
}

extension SwingUpAgent {
  /// The rules that do best on average over `train` if they assume one pole for all tasks.
  static let blind = SwingUpAgent(
    controller: SwingUpController(
      task: CartPole().makeTask([9.8, 1, 0.1, 0.8, 10, 1]),
      gains: .init(
        haste: 1.13, deadZone: 0.33, catchRange: 1.55, catchHeight: 0.89, shortfall: -0.13,
        centering: 0.7, slowing: 0.58)))
}

/// Swings the pole up by looking ahead: it knows the task and simulates episodes to their end.
///
/// Every tenth step it simulates sixteen plans: to push left, not at all, or right for 10 to 50 steps and
/// to follow rules from then on, or to follow them at once. It follows the best plan, and simulates no
/// more once the rules are about to earn nearly the highest possible return.
struct PlanningSwingUpAgent: Agent {
  /// How many steps are taken before it looks ahead again.
  static let interval = 10
  /// The part of all rewards still to come from which on the rules are good enough.
  static let enough: Float = 0.97
  /// The side to push to in each imagined episode, and for how many steps.
  static let sides = Lanes(-1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0)
  static let durations = Lanes(10, 20, 30, 40, 50, 10, 20, 30, 40, 50, 10, 20, 30, 40, 50, 0)

  let task: CartPoleSwingUp.Task
  let controller: SwingUpController
  /// What each episode does until the next look ahead.
  private var plans: [Plan] = []

  private enum Plan: Equatable {
    case push(to: Float)
    case follow
    /// Follow the rules to the end.
    case settled
  }

  /// Knows the task.
  init(knowing task: CartPoleSwingUp.Task) {
    self.task = task
    controller = SwingUpController(
      task: task.physics,
      gains: .init(
        haste: 1, deadZone: 0.17, catchRange: 1.3, catchHeight: 0.7, shortfall: 0.02,
        centering: 0.2, slowing: 0.88))
  }

  mutating func begin(_ block: Block) {
    plans = Array(repeating: .follow, count: block.copyCount)
  }

  mutating func act(on view: View, actions: inout [Float]) {
    for (row, episode) in view.copies.enumerated() {
      let motion = CartPole.State(swingUp: view.observations[8 * row..<8 * row + 8])
      if view.step % Self.interval == 0, plans[episode] != .settled {
        plans[episode] = bestPlan(from: motion, step: view.step)
      }
      if case .push(let side) = plans[episode] {
        actions[row] = 1 + side
      } else {
        actions[row] = 1 + controller.sides(motion)[0]
      }
    }
  }

  /// Simulates sixteen episodes, one in each lane, and returns the best plan.
  private func bestPlan(from motion: CartPole.State, step: Int) -> Plan {
    let environment = CartPoleSwingUp()
    var state = CartPoleSwingUp.State(motion: motion, stepCount: Lanes(repeating: Float(step)))
    var returns = Lanes()
    // 1 until the episode has ended, then 0.
    var counts = Lanes(repeating: 1)
    let stepsLeft = environment.specification.horizon - step
    for imagined in 0..<stepsLeft {
      let isHeld = Lanes(repeating: Float(imagined)) .< Self.durations
      let sides = controller.sides(state.motion).replacing(with: Self.sides, where: isHeld)
      let outcome = environment.push(&state, to: sides, task: task)
      returns += counts * outcome.reward
      counts.replace(with: 0, where: outcome.isTerminated)
    }
    // Following the rules comes last, and wins unless another way is clearly better.
    var best = 15
    for lane in 0..<15 {
      if returns[lane] > returns[best] + 1e-3 { best = lane }
    }
    if best < 15 { return .push(to: Self.sides[best]) }
    return returns[15] > Self.enough * Float(stepsLeft) ? .settled : .follow
  }
}

extension CartPole.State {
  /// Reads the motion off an observation of `CartPoleSwingUp`, the same in all lanes.
  fileprivate init(swingUp row: ArraySlice<Float>) {
    func lanes(_ number: Int) -> Lanes { Lanes(repeating: row[row.startIndex + number]) }
    let unit = CartPoleSwingUp.positionLimit
    self.init(
      position: lanes(0) * unit, velocity: lanes(1) * unit,
      angle: Self.angle(sine: lanes(2), cosine: lanes(3)), angularVelocity: lanes(4))
  }

  /// Finds the angle between -π and π.
  ///
  /// The sine of what is missing from a guess triples the guess's digits. So three steps are enough
  /// from the middle of the quadrant.
  static func angle(sine: Lanes, cosine: Lanes) -> Lanes {
    let guess = Lanes(repeating: .pi / 4).replacing(with: 3 * .pi / 4, where: cosine .< 0)
    var angle = guess.replacing(with: -guess, where: sine .< 0)
    for _ in 0..<3 {
      let (guessedSine, guessedCosine) = VectorFunctions.sineAndCosine(angle)
      angle += sine * guessedCosine - cosine * guessedSine
    }
    return angle
  }
}
