public import Gym
import Wording

// The scene of a tabular MDP: what each action pays in each state, and the path.
extension TabularMDP {
  /// A circle of states for each stage.
  public var stillStyle: StillStyle { .sideBySide }

  /// None: 550 numbers are too many to set by hand.
  public var controls: [TaskControl] { [] }

  /// Draws the states on a circle, each with a petal for each action, and the path from state to state.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    let circle = StateCircle(task)
    var scene = Scene(bounds: StateCircle.bounds)
    let (faint, shown) = (episodes.filter(\.isFaint), episodes.filter { !$0.isFaint })
    scene.shapes = circle.petals + circle.legend
    if let first = faint.first {
      scene.shapes += circle.background(StateVisits(faint), stage: first.stage)
    }
    let plan = TabularPlan(for: task.parameters)
    if let last = shown.last { scene.shapes += circle.bestActions(plan, step: last.step) }
    for episode in shown { scene.shapes += circle.way(of: episode) }
    scene.shapes += circle.states(current: shown.last)
    scene.notes = notes(plan, episodes.last)
    return scene
  }

  private func notes(_ plan: TabularPlan, _ episode: SceneEpisode?) -> [SceneNote] {
    var notes = [SceneNote("best possible", PictureNumber.fixed(Float(plan.expectedReturn), 1))]
    guard let episode else { return notes }
    notes.append(SceneNote("state", "\(episode.place(after: episode.step))"))
    notes.append(SceneNote("step", "\(episode.step) of \(episode.trace.stepCount)"))
    let earned = Float(episode.trace.returnSoFar(after: episode.step))
    notes.append(SceneNote("earned", PictureNumber.fixed(earned, 1)))
    return notes
  }
}

extension SceneEpisode {
  /// The state after a number of steps; the nearest one if the record has another number.
  func place(after step: Int) -> Int {
    let number = trace.states[step * trace.stateSize]
    guard number.isFinite else { return 0 }
    return Int(max(0, min(Float(TabularMDP.stateCount - 1), number.rounded())))
  }

  /// The action of a step, if it is one.
  func choice(ofStep step: Int) -> Int? {
    trace.action(ofStep: step).first.flatMap { Int(exactly: $0) }.flatMap {
      (0..<TabularMDP.actionCount).contains($0) ? $0 : nil
    }
  }
}

/// How often each action was taken in each state so far, and where that led.
struct StateVisits {
  /// Of each pair of a state and an action, `[pairs]`.
  private(set) var choices = [Int](repeating: 0, count: TabularMDP.pairCount)
  /// From each state to each state, `[states, states]`.
  private(set) var moves = [Int](
    repeating: 0, count: TabularMDP.stateCount * TabularMDP.stateCount)
  private(set) var stepCount = 0

  init(_ episodes: [SceneEpisode]) {
    for episode in episodes {
      for step in 0..<episode.step {
        guard let action = episode.choice(ofStep: step) else { continue }
        let (from, to) = (episode.place(after: step), episode.place(after: step + 1))
        choices[from * TabularMDP.actionCount + action] += 1
        moves[from * TabularMDP.stateCount + to] += 1
        stepCount += 1
      }
    }
  }
}
