public import Gym

// What there is to see of a cart-pole: the parts in their real proportions, in metres.
extension CartPole {
  /// A row of moments.
  public var stillStyle: StillStyle { .filmStrip }

  /// What the distributions vary, and gravity; ranges reach a little beyond those of all tasks.
  public var controls: [TaskControl] {
    [
      .slider(parameter: 0, range: 1...25), .slider(parameter: 2, range: 0.01...1),
      .slider(parameter: 3, range: 0.05...1.5), .slider(parameter: 4, range: 1...30),
      .choice(parameter: 5),
    ]
  }

  /// Draws the track from the side with cart, pole, and the push of the latest step.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    let workshop = CartPoleWorkshop(task: task)
    var scene = Scene(bounds: workshop.bounds)
    scene.shapes = workshop.track + workshop.gravity + workshop.chart
    for episode in episodes { scene.shapes += workshop.curve(of: episode) }
    for episode in episodes where episode.isFaint { scene.shapes += workshop.ghost(of: episode) }
    let shown = episodes.filter { !$0.isFaint }
    if let last = shown.last { scene.shapes += workshop.limits(of: last) }
    for episode in shown { scene.shapes += workshop.cart(of: episode) }
    if let last = shown.last { scene.shapes += workshop.events(of: last) }
    scene.notes = notes(task, episodes.last)
    return scene
  }

  private func notes(_ task: Task, _ episode: SceneEpisode?) -> [SceneNote] {
    let short = SceneNumber.short
    let turned = task.forceSign < 0 ? ", reversed" : ""
    var notes = [
      SceneNote("pole", "\(short(2 * task.poleHalfLength)) m, \(short(task.poleMass)) kg"),
      SceneNote("cart", "\(short(task.cartMass)) kg"),
      SceneNote("gravity", "\(short(task.gravity)) m/s²"),
      SceneNote("push", "\(short(task.forceMagnitude)) N\(turned)"),
    ]
    if let episode {
      let lean = Array(episode.trace.state(after: episode.step))[2] * 180 / .pi
      notes.append(SceneNote("lean", SceneNumber.fixed(lean, 1) + "°"))
    }
    return notes
  }
}
