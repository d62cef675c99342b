import Arguments
import Testing

struct OptionTests {
  @Test func `tells a given default from one left alone`() throws {
    #expect(try parsed("score a --split test", as: Score.self).$split.isGiven)
    #expect(try !parsed("score a", as: Score.self).$split.isGiven)
    #expect(try parsed("adapt a 1", as: Adapt.self).$step.isGiven)
    #expect(try !parsed("adapt a", as: Adapt.self).$step.isGiven)
  }

  @Test func `a group tells whether any of its options is given`() throws {
    #expect(try !parsed("train a --output b", as: Train.self).common.isGiven)
    #expect(try parsed("train a --output b --seed 7", as: Train.self).common.isGiven)
    #expect(try parsed("train a --output b --quiet", as: Train.self).common.isGiven)
  }

  @Test func `commands are values`() throws {
    let score = try parsed("score a --split train", as: Score.self)
    var copy = score
    copy.split = "shifted"
    copy.policies.append("b")
    copy.json = true
    #expect(score.split == "train")
    #expect(score.policies == ["a"])
    #expect(!score.json)
    #expect(copy.split == "shifted")
    #expect(copy.policies == ["a", "b"])
    #expect(copy.json)
    #expect(copy.$split.isGiven)
  }

  @Test func `parsing twice gives commands that share nothing`() throws {
    let first = try parsed("score a --split train", as: Score.self)
    let second = try parsed("score b", as: Score.self)
    #expect(first.policies == ["a"])
    #expect(second.policies == ["b"])
    #expect(second.split == "test")
  }

  @Test func `a default outside the range or the choices traps`() async {
    await #expect(processExitsWith: .failure) {
      _ = Option(wrappedValue: 0, "steps", value: "count", help: "", range: 1...)
    }
    await #expect(processExitsWith: .failure) {
      _ = Option(wrappedValue: "a", "split", value: "name", help: "", choices: ["b", "c"])
    }
  }

  @Test func `reading a required value before parsing traps`() async {
    await #expect(processExitsWith: .failure) {
      _ = Score().policies
    }
  }
}
