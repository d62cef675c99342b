import Environments
package import Gym
package import MetaLearning
package import Numerics
import Scoring
import Wording

/// A task distribution in words: what `fledge describe` shows.
package struct DistributionDescription {
  /// What is described.
  package var distribution: TaskDistribution
  /// The options of its environment.
  package var options: [EnvironmentOption]
  /// What `fledge train` and `fledge score` do with it by default.
  package var defaults: Defaults
  /// How a learner learns on it by default.
  package var settings: any LearnerSettings
  /// The anchors of each split, known or measured.
  package private(set) var anchors: [Split: Anchors] = [:]

  /// Describes a distribution; measures its anchors where none are known.
  ///
  /// - Parameters:
  ///   - distribution: Of the catalog, perhaps changed.
  ///   - learner: Whose defaults of training are described.
  ///   - workers: The threads to measure with.
  /// - Throws: `CatalogError` if the distribution is of no environment of the catalog; `UsageError` if
  ///   a split has no tasks.
  package init(
    of distribution: TaskDistribution, learner: LearnerEntry,
    workers: Workers = Workers(count: Workers.availableProcessorCount)
  ) throws {
    self.distribution = distribution
    options = try Catalog.entry(named: distribution.fullName).options
    defaults = Defaults(distribution: distribution.fullName, learner: learner.name)
    settings = try learner.defaultSettings(for: distribution)
    for split in [Split.test, .shifted] where distribution.region(of: split) != nil {
      if let levels = Catalog.anchors(of: distribution, split) {
        anchors[split] = levels
      } else {
        let scoring = ScoringProtocol(
          split: split, taskCount: defaults.scoredTasks, stepCount: 0,
          rolloutCount: Self.episodeCount)
        anchors[split] = try readingCommandLine {
          try Score.anchors(on: distribution, by: scoring, workers: workers)
        }
      }
    }
  }

  /// How many episodes of each task measured anchors are means over.
  package static let episodeCount = 10

  package var specification: EnvironmentSpecification { distribution.specification }
}

// MARK: Text

extension DistributionDescription {
  /// The page, line by line.
  package var lines: [String] {
    let words = specification.words
    var lines = [distribution.fullName]
    lines += wrapped(distribution.summary, indent: 2)
    lines += section("Environment", wrapped(words.summary, indent: 2))
    lines += section("Observation: \(observationWords)", observationLines)
    lines += section("Action: \(actionWords)", wrapped(words.action, indent: 2))
    lines += section("Reward", wrapped(words.reward, indent: 2))
    lines += section("End of an episode", wrapped(words.endOfEpisode, indent: 2))
    lines += section("Task parameters that vary", variedLines)
    lines += section("Task parameters that are fixed", fixedLines)
    lines += section("Options of the environment", optionLines)
    lines += section(
      "Anchors: mean return of \(NumberText.counted(anchorTaskCount, "task")),"
        + " \(NumberText.counted(anchorEpisodeCount, "episode")) each", anchorLines)
    lines += section("Players that learn while they play", playerLines)
    lines += section(
      "Defaults of 'fledge train'",
      wrapped(
        (["--iterations \(defaults.iterations)"]
          + settings.options(for: specification))
          .joined(separator: " "), indent: 2))
    return lines
  }

  private func section(_ title: String, _ content: [String]) -> [String] {
    content.isEmpty ? [] : ["", title] + content
  }

  private var observationWords: String {
    switch specification.observationSpace {
    case .discrete(let count): "one of \(count) choices"
    case .box(let low, _): NumberText.counted(low.count, "number")
    }
  }

  private var observationLines: [String] {
    var table = TextTable(columnCount: 3)
    for quantity in specification.words.observation {
      table.append([quantity.name, quantity.unit, quantity.meaning])
    }
    return table.lines()
  }

  private var actionWords: String {
    switch specification.actionSpace {
    case .discrete(let count): return "one of \(count) choices"
    case .box(let low, let high):
      let count = NumberText.counted(low.count, "number")
      let bounds = Set(zip(low, high).map { "\(NumberText.exact($0)) to \(NumberText.exact($1))" })
      return bounds.count == 1 ? "\(count) from \(bounds.joined())" : count
    }
  }

  private var train: TaskRegion? { distribution.region(of: .train) }
  private var shifted: TaskRegion? { distribution.region(of: .shifted) }

  /// Whether a parameter has one and the same value in every split.
  private func isFixed(_ index: Int) -> Bool {
    train?.values[index].onlyValue != nil
      && (shifted == nil || shifted?.values[index] == train?.values[index])
  }

  private func values(of index: Int, in region: TaskRegion?) -> String {
    guard let values = region?.values[index] else { return "-" }
    // A column of the table has no room for many single values.
    guard case .choices(let numbers) = values, numbers.count > 6, let last = numbers.last else {
      return "\(values)"
    }
    return "\(ParameterValues.choices(Array(numbers.prefix(2)))),…,\(ParameterValues.fixed(last))"
  }

  /// Neighbours of one kind that have the same values in every split are one line.
  private func runs(of indices: [Int]) -> [ParameterRun] {
    ParameterRun.runs(of: specification.parameters, at: indices) { index in
      [specification.parameters[index].unit, values(of: index, in: train)]
        + [values(of: index, in: shifted)]
    }
  }

  private var variedLines: [String] {
    let varied = specification.parameters.indices.filter { !isFixed($0) }
    guard !varied.isEmpty else { return [] }
    let headings = ["parameter", "unit", "train and test", "shifted", "meaning"]
    var table = TextTable(headings, aligned: .left)
    for run in runs(of: varied) {
      let first = run.numbers.lowerBound
      table.append([
        run.name, specification.parameters[first].unit, values(of: first, in: train),
        values(of: first, in: shifted), run.meaning,
      ])
    }
    return table.lines() + excludedBoxLines
  }

  private var excludedBoxLines: [String] {
    guard let box = shifted?.excludedBox else { return [] }
    let sides = zip(specification.parameters, box).filter { $1.lowerBound.isFinite }.map {
      "\($0.name) \(NumberText.exact($1.lowerBound))...\(NumberText.exact($1.upperBound))"
    }
    guard !sides.isEmpty else { return [] }
    return wrapped(
      "A shifted task never lies inside the box \(sides.joined(separator: ", ")).", indent: 2)
  }

  private var fixedLines: [String] {
    var table = TextTable(columnCount: 4)
    for run in runs(of: specification.parameters.indices.filter(isFixed)) {
      let first = run.numbers.lowerBound
      table.append([
        run.name, specification.parameters[first].unit, values(of: first, in: train), run.meaning,
      ])
    }
    return table.lines()
  }

  private var optionLines: [String] {
    guard !options.isEmpty else { return [] }
    var table = TextTable(["option", "value", "default", "allowed", "meaning"], aligned: .left)
    for option in options {
      let value = distribution.options[option.name] ?? option.defaultValue
      table.append([
        option.name, option.text(of: value), option.text(of: option.defaultValue),
        option.legalWords, option.meaning,
      ])
    }
    return table.lines()
  }

  private var anchorTaskCount: Int { anchors[.test]?.tasks ?? defaults.scoredTasks }
  private var anchorEpisodeCount: Int { anchors[.test]?.episodes ?? Self.episodeCount }

  private var anchorLines: [String] {
    let splits = [Split.test, .shifted].filter { anchors[$0] != nil }
    var table = TextTable(
      [""] + splits.map(\.rawValue) + [""], aligned: [.left] + splits.map { _ in .right } + [.left])
    for (name, meaning, level) in Self.anchors {
      table.append(
        [name] + splits.map { anchors[$0].map { NumberText.fixed(level($0)) } ?? "-" } + [meaning])
    }
    // Measured with policies that take gradient steps.
    if let untrained = anchors[.test]?.untrained, defaults.takesSteps {
      let levels = splits.map { anchors[$0]?.untrained?.curve.last?.mean }
      table.append(
        ["untrained"] + levels.map { $0.map { NumberText.fixed($0) } ?? "-" } + [
          "the policy before training, after"
            + " \(NumberText.counted(untrained.curve.count - 1, "step")) of its best single rate"
        ])
    }
    return table.lines()
  }

  private var playerLines: [String] {
    var table = TextTable(columnCount: 2)
    for player in distribution.referenceAgents.learners {
      table.append([player.name, player.summary])
    }
    return table.lines()
  }

  private static let anchors: [(String, String, @Sendable (Anchors) -> Double)] = [
    ("random", "uniform actions", { $0.random.mean }),
    ("blind", "the best player known that ignores which task it is in", { $0.blind.mean }),
    ("oracle", "a player that knows the task", { $0.oracle.mean }),
  ]
}
