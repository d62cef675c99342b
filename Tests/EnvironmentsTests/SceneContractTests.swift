import Environments
import Gym
import Numerics
import Testing

/// What the scenes of every distribution of the catalog promise.
struct SceneContractTests {
  static let names = Catalog.entries.map(\.fullName)

  /// Tasks at the corners of what is legal, and of training and shifted.
  static func tasks(_ distribution: TaskDistribution) throws -> [[Float]] {
    let extremes = ContractTests.extremes.map { ContractTests.task($0, of: distribution) }
    return try extremes
      + Split.allCases.filter { distribution.region(of: $0) != nil }
      .map { try distribution.task($0, index: 3, key: SceneCase.key) }
  }

  @Test(arguments: names)
  func `everything drawn is finite and the view is not empty`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    for task in try Self.tasks(distribution) {
      let traces = SceneCase.traces(3, of: distribution, task: task)
      for step in [0, 1, 7, 1_000] {
        let scene = distribution.makeScene(
          task,
          [
            SceneEpisode(traces[0], step: step, stage: 0, isFaint: true),
            SceneEpisode(traces[1], step: step, stage: 0.5),
            SceneEpisode(traces[2], step: step, stage: 1),
          ])
        #expect(scene.bounds.x.lowerBound < scene.bounds.x.upperBound)
        #expect(scene.bounds.y.lowerBound < scene.bounds.y.upperBound)
        #expect(!scene.shapes.isEmpty)
        for shape in scene.shapes {
          let isFinite = Scene.numbers(of: shape).allSatisfy(\.isFinite)
          if !isFinite { Issue.record("task \(task), step \(step): \(shape.outline)") }
          #expect((0...1).contains(shape.opacity))
          #expect(shape.fill != nil || shape.stroke != nil)
        }
      }
    }
  }

  @Test(arguments: names)
  func `the view stays in place while episodes play and from stage to stage`(
    name: String
  ) throws {
    let distribution = try Catalog.distribution(named: name)
    for task in try Self.tasks(distribution) {
      let traces = SceneCase.traces(2, of: distribution, task: task)
      let bounds = distribution.makeScene(
        task, [SceneEpisode(traces[0], step: 0, stage: 0)]
      ).bounds
      for step in [1, 5, 60] {
        let before = distribution.makeScene(task, [SceneEpisode(traces[0], step: step, stage: 0)])
        let after = distribution.makeScene(task, [SceneEpisode(traces[1], step: step, stage: 1)])
        #expect(before.bounds == bounds)
        #expect(after.bounds == bounds)
      }
    }
  }

  @Test(arguments: names)
  func `what has not happened yet does not show`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let task = try distribution.task(.train, index: 0, key: SceneCase.key)
    let trace = try #require(
      SceneCase.traces(8, of: distribution, task: task).max { $0.stepCount < $1.stepCount })
    let step = trace.stepCount / 2
    var other = trace
    for index in (step + 1) * trace.stateSize..<trace.states.count { other.states[index] += 0.125 }
    for index in step * trace.actionSize..<trace.actions.count { other.actions[index] = 0 }
    for index in step..<trace.stepCount { other.rewards[index] += 1 }
    other.isTerminated.toggle()
    #expect(
      distribution.makeScene(task, [SceneEpisode(trace, step: step, stage: 0.5)])
        == distribution.makeScene(task, [SceneEpisode(other, step: step, stage: 0.5)]))
  }

  @Test(arguments: names)
  func `a step changes the picture`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let task = try distribution.task(.train, index: 0, key: SceneCase.key)
    let trace = SceneCase.traces(1, of: distribution, task: task)[0]
    let scenes = (0...5).map {
      distribution.makeScene(task, [SceneEpisode(trace, step: $0, stage: 0)])
    }
    for (earlier, later) in zip(scenes, scenes.dropFirst()) {
      #expect(earlier.shapes != later.shapes)
    }
  }

  @Test(arguments: names)
  func `faint episodes add to the picture, but change neither view nor facts`(
    name: String
  ) throws {
    let distribution = try Catalog.distribution(named: name)
    let task = try distribution.task(.train, index: 0, key: SceneCase.key)
    let traces = SceneCase.traces(5, of: distribution, task: task)
    let main = SceneEpisode(traces[4], step: 5, stage: 0)
    let others = traces.dropLast().map { SceneEpisode($0, step: 5, stage: 0, isFaint: true) }
    let alone = distribution.makeScene(task, [main])
    let together = distribution.makeScene(task, others + [main])
    #expect(together.bounds == alone.bounds)
    #expect(together.notes == alone.notes)
    #expect(together.shapes.count > alone.shapes.count)
  }

  @Test(arguments: names)
  func `notes are few, short and distinct`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    for task in try Self.tasks(distribution) {
      let trace = SceneCase.traces(1, of: distribution, task: task)[0]
      for step in [0, 30] {
        let notes = distribution.makeScene(task, [SceneEpisode(trace, step: step, stage: 0)]).notes
        #expect((1...5).contains(notes.count))
        #expect(Set(notes.map(\.label)).count == notes.count)
        for note in notes {
          let length = note.label.count + note.value.count
          if length > 32 { Issue.record("'\(note.label) \(note.value)' has \(length) letters") }
          #expect(!note.label.isEmpty && !note.value.isEmpty)
        }
      }
    }
  }
}

// What the controls of every distribution promise.
extension SceneContractTests {
  /// The parameters a control sets and, for each, values to try.
  static func values(
    of control: TaskControl, _ parameters: [TaskParameter]
  ) -> [(parameter: Int, values: [Float])] {
    switch control {
    case .position(let x, let y): [(x, [-0.4, 0.1, 0.5]), (y, [-0.4, 0.1, 0.5])]
    case .slider(let parameter, let range):
      [
        (
          parameter,
          [range.lowerBound, (range.lowerBound + range.upperBound) / 2, range.upperBound]
        )
      ]
    case .choice(let parameter): [(parameter, parameters[parameter].legalChoices ?? [])]
    }
  }

  @Test(arguments: names)
  func `controls set legal values, each parameter once`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let parameters = distribution.specification.parameters
    var seen: [Int] = []
    for control in distribution.controls {
      for (parameter, values) in Self.values(of: control, parameters) {
        try #require(parameters.indices.contains(parameter))
        seen.append(parameter)
        #expect(values.count > 1)
        #expect(values.allSatisfy { parameters[parameter].legalRange.contains($0) })
      }
    }
    #expect(Set(seen).count == seen.count)
  }

  @Test(arguments: names)
  func `every task of a distribution can be set with its controls`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    // Hundreds of parameters have none.
    guard !distribution.controls.isEmpty else { return }
    let parameters = distribution.specification.parameters
    for split in Split.allCases {
      guard let region = distribution.region(of: split) else { continue }
      for (index, values) in region.values.enumerated() where values.onlyValue == nil {
        // No slider reaches as far as numbers without bounds may.
        guard values.bounds.upperBound.isFinite else { continue }
        let isCovered = distribution.controls.contains { control in
          switch control {
          case .position(let x, let y): index == x || index == y
          case .choice(let parameter): index == parameter
          case .slider(let parameter, let range):
            index == parameter && range.contains(values.bounds.lowerBound)
              && range.contains(values.bounds.upperBound)
          }
        }
        if !isCovered { Issue.record("\(split): \(parameters[index].name) has no fitting control") }
      }
    }
  }

  @Test(arguments: names)
  func `whatever a control sets can be seen`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let task = try distribution.task(.train, index: 0, key: SceneCase.key)
    let trace = SceneCase.traces(1, of: distribution, task: task)[0]
    let parameters = distribution.specification.parameters
    for control in distribution.controls {
      for (parameter, values) in Self.values(of: control, parameters) {
        let scenes = values.map { value in
          var changed = task
          changed[parameter] = value
          return distribution.makeScene(changed, [SceneEpisode(trace, step: 3, stage: 0)])
        }
        for (scene, next) in zip(scenes, scenes.dropFirst()) {
          #expect(scene.shapes != next.shapes, "\(parameters[parameter].name), picture")
        }
      }
    }
  }
}
