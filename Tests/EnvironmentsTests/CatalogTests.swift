import Environments
import Gym
import Testing

struct CatalogTests {
  @Test func `the catalog lists what there is`() {
    #expect(
      Catalog.entries.map(\.fullName) == [
        "point-robot/goals", "point-robot/half-circle", "point-robot/winds",
        "point-robot/corners", "bandit/bernoulli", "bandit/gaussian", "bandit/two-armed",
        "bandit/one-good-arm", "bandit/contextual", "cart-pole/physics", "cart-pole/reversed",
        "cart-pole/target", "cart-pole/swing-up", "cart-pole/continuous",
        "tabular-mdp/dirichlet",
      ])
    #expect(Catalog.environmentNames == ["point-robot", "bandit", "cart-pole", "tabular-mdp"])
  }

  @Test(arguments: Catalog.entries.map(\.fullName))
  func `a distribution has the name it is found by`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    #expect(distribution.fullName == name)
    let entry = try Catalog.entry(named: name)
    #expect(distribution.options == OptionValues(defaultsOf: entry.options).byName)
    #expect(distribution.version >= 1)
  }

  @Test(arguments: Catalog.entries.map(\.fullName))
  func `a distribution can be described`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let specification = distribution.specification
    let words = specification.words
    #expect(words.observation.count == specification.observationSpace.size)
    for text in [
      distribution.summary, words.summary, words.action, words.reward, words.endOfEpisode,
    ] {
      #expect(text.hasSuffix(".") && text.count > 10)
    }
    for quantity in words.observation {
      #expect(!quantity.name.isEmpty && !quantity.meaning.isEmpty)
    }
    for parameter in specification.parameters {
      #expect(!parameter.meaning.isEmpty)
      #expect(parameter.legalRange.contains(parameter.defaultValue))
      #expect(parameter.legalChoices?.contains(parameter.defaultValue) != false)
    }
  }

  @Test func `options shape the environment`() throws {
    let distribution = try Catalog.distribution(
      named: "bandit/bernoulli", options: ["arms": "10", "pulls": "100"])
    #expect(distribution.options == ["arms": 10, "pulls": 100])
    #expect(distribution.specification.actionSpace == .discrete(count: 10))
    #expect(distribution.specification.horizon == 100)
    #expect(distribution.specification.parameters.map(\.name) == (0..<10).map { "p\($0)" })
    #expect(distribution.region(of: .train)?.values.count == 10)
  }

  @Test(arguments: [
    ("arms", "2"), ("arms", "50"), ("pulls", "1"), ("pulls", "1000"),
  ])
  func `an option may have the ends of its range`(name: String, value: String) throws {
    let distribution = try Catalog.distribution(
      named: "bandit/bernoulli", options: [name: value])
    #expect(distribution.options[name] == Int(value))
  }

  static let mistakes: [(name: String, options: [String: String], text: String)] = [
    (
      "pont-robot", [:],
      """
      There is no environment 'pont-robot'. Did you mean 'point-robot'? 'fledge list' shows all 4.
      """
    ),
    ("atari/pong", [:], "There is no environment 'atari'. 'fledge list' shows all 4."),
    ("", [:], "There is no environment ''. 'fledge list' shows all 4."),
    (
      "cart-pole", [:],
      """
      'cart-pole' is an environment; which of its distributions? Use 'cart-pole/physics', \
      'cart-pole/reversed', 'cart-pole/target', 'cart-pole/swing-up' or 'cart-pole/continuous'.
      """
    ),
    (
      "bandit", [:],
      """
      'bandit' is an environment; which of its distributions? Use 'bandit/bernoulli', \
      'bandit/gaussian', 'bandit/two-armed', 'bandit/one-good-arm' or 'bandit/contextual'.
      """
    ),
    (
      "cart-pole/phisics", [:],
      """
      There is no distribution 'phisics' of 'cart-pole'. Did you mean 'physics'? It has \
      'physics', 'reversed', 'target', 'swing-up' and 'continuous'; 'fledge list' shows all.
      """
    ),
    (
      "cart-pole/", [:],
      """
      There is no distribution '' of 'cart-pole'. It has 'physics', 'reversed', \
      'target', 'swing-up' and 'continuous'; 'fledge list' shows all.
      """
    ),
    (
      "bandit/bernoulli", ["arm": "4"],
      "There is no option 'arm'. Did you mean 'arms'? 'bandit' has 'arms' and 'pulls'."
    ),
    (
      "point-robot/goals", ["arms": "4"],
      "There is no option 'arms': 'point-robot' has no options."
    ),
    (
      "point-robot/corners", ["reward": "dens"],
      "The value 'dens' is invalid for the option 'reward': it must be 'sparse' or 'dense'."
    ),
    (
      "bandit/bernoulli", ["arms": "4.5"],
      """
      The value '4.5' is invalid for the option 'arms': it must be a whole number from 2 to 50.
      """
    ),
    (
      "bandit/bernoulli", ["pulls": "0"],
      """
      The value '0' is invalid for the option 'pulls': it must be a whole number from 1 to 1000.
      """
    ),
    (
      "bandit/bernoulli", ["arms": "99999999999999999999"],
      """
      The value '99999999999999999999' is invalid for the option 'arms': it must be a whole number \
      from 2 to 50.
      """
    ),
  ]

  @Test(arguments: 0..<mistakes.count)
  func `a mistake is explained`(number: Int) {
    let mistake = Self.mistakes[number]
    let error = #expect(throws: CatalogError.self) {
      try Catalog.distribution(named: mistake.name, options: mistake.options)
    }
    #expect(error?.description == mistake.text)
  }
}
