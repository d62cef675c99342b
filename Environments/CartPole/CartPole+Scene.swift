public import Gym
import Wording

// Scenes of cart-poles: the parts in their real proportions, in metres.
extension CartPole {
  /// A row of moments.
  public var stillStyle: StillStyle { .filmStrip }

  /// What the distributions vary, and gravity; ranges reach a little beyond those of all tasks.
  public var controls: [TaskControl] { Self.physicalControls }

  static let physicalControls: [TaskControl] = [
    .slider(parameter: 0, range: 1...25), .slider(parameter: 2, range: 0.01...1),
    .slider(parameter: 3, range: 0.05...1.5), .slider(parameter: 4, range: 1...30),
    .choice(parameter: 5),
  ]

  /// Draws the track from the side with cart, pole, and the push of the latest step.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    CartPoleWorkshop(task: task, kind: .balanced).scene(of: episodes)
  }
}

extension CartPoleContinuous {
  /// A row of moments.
  public var stillStyle: StillStyle { .filmStrip }

  /// As cart-pole.
  public var controls: [TaskControl] { CartPole.physicalControls }

  /// Draws a cart-pole; the arrow of a push is as long as the push is strong.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    CartPoleWorkshop(task: task, kind: .continuous).scene(of: episodes)
  }
}

extension CartPoleTarget {
  /// A row of moments.
  public var stillStyle: StillStyle { .filmStrip }

  /// As cart-pole, and the target.
  public var controls: [TaskControl] {
    [.slider(parameter: 6, range: -2.25...2.25)] + CartPole.physicalControls
  }

  /// Draws a cart-pole and the place that is paid for, which the policy cannot see.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    CartPoleWorkshop(task: task.physics, kind: .target(task.targetPosition[0])).scene(of: episodes)
  }
}

extension CartPoleSwingUp {
  /// A row of moments.
  public var stillStyle: StillStyle { .filmStrip }

  /// As cart-pole, and the difficulty.
  public var controls: [TaskControl] {
    [.slider(parameter: 6, range: 0...0.95)] + CartPole.physicalControls
  }

  /// Draws a cart-pole, and how near the middle and how high the pole has to be.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    let kind = CartPoleKind.swingUp(height: task.heightThreshold[0], reach: task.reach[0])
    return CartPoleWorkshop(task: task.physics, kind: kind).scene(of: episodes)
  }
}

extension CartPoleWorkshop {
  /// All shapes, from what does not move to what matters most.
  func scene(of episodes: [SceneEpisode]) -> Scene {
    let chart = CartPoleChart(kind: kind, middle: chartMiddle)
    var scene = Scene(bounds: bounds)
    scene.shapes = track + gravity + marks
    if !isHuge {
      scene.shapes += chart.axes
      for episode in episodes { scene.shapes += chart.curve(of: episode) }
    }
    for episode in episodes where episode.isFaint { scene.shapes += ghost(of: episode) }
    let shown = episodes.filter { !$0.isFaint }
    if let last = shown.last, !kind.hangs { scene.shapes += limits(of: last) }
    for episode in shown { scene.shapes += cart(of: episode) }
    if let last = shown.last { scene.shapes += events(of: last) }
    scene.notes = notes(episodes.last)
    return scene
  }

  private func notes(_ episode: SceneEpisode?) -> [SceneNote] {
    let short: (Float) -> String = { PictureNumber.short($0) }
    let turned = task.forceSign < 0 ? ", reversed" : ""
    let most = kind.isContinuous ? "up to " : ""
    var notes = [
      SceneNote("pole", "\(short(2 * task.poleHalfLength)) m, \(short(task.poleMass)) kg"),
      SceneNote("cart", "\(short(task.cartMass)) kg"),
    ]
    switch kind {
    case .balanced, .continuous:
      notes.append(SceneNote("gravity", "\(short(task.gravity)) m/s²"))
    case .target(let place):
      notes.append(SceneNote("target", PictureNumber.fixed(place) + " m"))
    case .swingUp(let height, let reach):
      notes.append(
        SceneNote("asked", "within \(short(reach)) m, above \(PictureNumber.fixed(height))"))
    }
    notes.append(SceneNote("push", "\(most)\(short(task.forceMagnitude)) N\(turned)"))
    if let episode {
      let lean = Array(episode.trace.state(after: episode.step))[2] * 180 / .pi
      notes.append(SceneNote("lean", PictureNumber.fixed(lean, 1) + "°"))
    }
    return notes
  }
}
