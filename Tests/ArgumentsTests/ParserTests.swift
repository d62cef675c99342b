import Arguments
import Testing

struct ParserTests {
  @Test func `defaults hold when nothing is given`() throws {
    let train = try parsed("train a --output b", as: Train.self)
    #expect(train.iterations == 500)
    #expect(train.vary == [])
    #expect(train.hidden == [64, 64])
    #expect(train.learner == .maml)
    #expect(train.discount == 0.99)
    #expect(train.common.seed == 7)
    #expect(train.common.threads == nil)
    #expect(!train.common.quiet)
  }

  @Test func `values follow a space or an equals sign`() throws {
    let train = try parsed(
      "train a --output=b --iterations 20 --hidden 32,16,8 --learner=first-order", as: Train.self)
    #expect(train.output == "b")
    #expect(train.iterations == 20)
    #expect(train.hidden.values == [32, 16, 8])
    #expect(train.learner == .firstOrder)
  }

  @Test func `only the first equals sign ends the name`() throws {
    let train = try parsed("train a --output b --vary=gravity=5...15", as: Train.self)
    #expect(train.vary == ["gravity=5...15"])
  }

  @Test func `an empty value after an equals sign is an empty text`() throws {
    #expect(try parsed("train a --output=", as: Train.self).output == "")
  }

  @Test(arguments: [
    "score a b --split train --json", "score --split train a --json b",
    "score --json --split=train a b", "score --json --json a --split train -- b",
  ])
  func `options may stand anywhere among the arguments`(line: String) throws {
    let score = try parsed(line, as: Score.self)
    #expect(score.policies == ["a", "b"])
    #expect(score.split == "train")
    #expect(score.json)
  }

  @Test func `arguments after two dashes are never options`() throws {
    let score = try parsed("score -- --json --split -", as: Score.self)
    #expect(score.policies == ["--json", "--split", "-"])
    #expect(!score.json)
  }

  @Test func `the second pair of dashes is an argument`() throws {
    #expect(try parsed("score -- a -- b", as: Score.self).policies == ["a", "--", "b"])
  }

  @Test(arguments: [("-3", -3), ("-.5", -0.5), ("-1e-3", -0.001)])
  func `a minus sign and a digit begin a value`(text: String, value: Double) throws {
    #expect(try parsed("adapt a --x \(text)", as: Adapt.self).x == value)
    #expect(try parsed("adapt a --x=\(text)", as: Adapt.self).x == value)
  }

  @Test func `negative numbers and a lone dash may be arguments`() throws {
    #expect(try parsed("score -3 -", as: Score.self).policies == ["-3", "-"])
  }

  @Test func `negative numbers after an equals sign stay in the value`() throws {
    let fixes = try parsed("adapt a --task goalX=0.3 --task goalY=-0.2", as: Adapt.self).task
    #expect(fixes.map(\.parameter) == ["goalX", "goalY"])
    #expect(fixes.map(\.value) == [0.3, -0.2])
  }

  @Test func `arguments fill in the order of declaration`() throws {
    let adapt = try parsed("adapt a 4 hello", as: Adapt.self)
    #expect(adapt.policy == "a")
    #expect(adapt.step == 4)
    #expect(adapt.note == "hello")
    let short = try parsed("adapt a", as: Adapt.self)
    #expect(short.step == 1)
    #expect(short.note == nil)
  }

  @Test func `repeated options collect in order and replace the default`() throws {
    #expect(try parsed("score a --rates 1 --rates 0.5", as: Score.self).rates == [1, 0.5])
    #expect(try parsed("score a", as: Score.self).rates == nil)
  }

  @Test func `options of a group are options of the command`() throws {
    let train = try parsed("train a --output b --seed 9 --quiet --threads 3", as: Train.self)
    #expect(train.common.seed == 9)
    #expect(train.common.quiet)
    #expect(train.common.threads == 3)
  }
}
