// What every environment has to show, even if it says nothing about it.
extension Environment {
  /// A row of moments.
  public var stillStyle: StillStyle { .filmStrip }

  /// A slider for each parameter, or buttons where only some values make sense.
  public var controls: [TaskControl] {
    specification.parameters.enumerated().map { number, parameter in
      parameter.legalChoices == nil
        ? .slider(parameter: number, range: parameter.legalRange) : .choice(parameter: number)
    }
  }

  /// A chart of the numbers of the state over time.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    let numbers = episodes.flatMap(\.trace.states)
    let low = numbers.min() ?? 0
    let high = max(numbers.max() ?? 1, low + 1e-6)
    let length = Float(episodes.map(\.trace.stepCount).max() ?? 1)
    var scene = Scene(
      bounds: SceneBounds(x: 0...max(1, length), y: low...high), keepsProportions: false)
    for episode in episodes {
      let size = episode.trace.stateSize
      for number in 0..<size {
        let points = (0...episode.step).map { step in
          ScenePoint(Float(step), episode.trace.states[step * size + number])
        }
        scene.shapes.append(
          SceneShape(
            .path(points, isClosed: false), stroke: .init(.stage(episode.stage), .points(1.5)),
            opacity: episode.isFaint ? 0.25 : 1))
        guard !episode.isFaint, let end = points.last else { continue }
        let name = specification.stateNames[number]
        scene.shapes.append(.text(name, at: end, .trailing, size: .small))
      }
    }
    return scene
  }
}
