import MetaLearning
import Numerics
import Tensors
import Testing

struct LearnerStateTests {
  private let test = TrainingCase("MAML") { $0.inner.steps = 2 }

  @Test func `holds parameters, rates and moments in a fixed order`() throws {
    let state = try test.learner().state
    #expect(
      state.arrays.map(\.name) == [
        "policy/layer0.weight", "policy/layer0.bias", "policy/layer1.weight",
        "policy/layer1.bias", "policy/logStandardDeviation", "logInnerLearningRates",
        "adam/firstMoment", "adam/secondMoment",
      ])
    #expect(
      state.arrays.map(\.shape) == [[2, 6], [1, 6], [6, 2], [1, 2], [1, 2], [2], [36], [36]])
    for array in state.arrays {
      #expect(array.values.count == array.shape.reduce(1, *))
    }
    #expect(state.counters == ["adamSteps": 0])
    #expect(state["policy/layer1.bias"] == [0, 0])
    #expect(state["policy/layer9.bias"] == nil)
  }

  @Test func `what is saved is what is restored`() throws {
    var trained = try test.loop()
    _ = try trained.run(2, workers: Workers(count: 2))
    var other = try test.learner(seed: 99)
    #expect(other.state != trained.learner.state)
    try other.restore(trained.learner.state)
    #expect(other.state == trained.learner.state)
  }

  @Test func `a state without one of the arrays is refused`() throws {
    let whole = try test.learner().state
    for (index, array) in whole.arrays.enumerated() {
      var learner = try test.learner(seed: 99)
      let before = learner.state
      var state = whole
      state.arrays.remove(at: index)
      #expect(
        throws: LearnerError.stateMismatch(
          name: array.name, expected: array.values.count, found: nil)
      ) {
        try learner.restore(state)
      }
      #expect(learner.state == before)
    }
  }

  @Test func `a state without the counter is refused`() throws {
    var state = try test.learner().state
    state.counters = [:]
    var learner = try test.learner(seed: 99)
    let before = learner.state
    #expect(throws: LearnerError.counterMissing(name: "adamSteps")) { try learner.restore(state) }
    #expect(learner.state == before)
    // A policy has no counter.
    try learner.restore(knowledge: state, progress: nil)
    #expect(learner.knowledge == (try test.learner().knowledge))
  }

  @Test func `a state with an array of another size is refused`() throws {
    let whole = try test.learner().state
    for (index, array) in whole.arrays.enumerated() {
      for change in [-1, 1] {
        var learner = try test.learner(seed: 99)
        let before = learner.state
        var state = whole
        let count = array.values.count + change
        state.arrays[index].values = [Float](repeating: 1, count: count)
        #expect(
          throws: LearnerError.stateMismatch(
            name: array.name, expected: array.values.count, found: count)
        ) {
          try learner.restore(state)
        }
        #expect(learner.state == before)
      }
    }
  }

  @Test func `arrays of other names are ignored`() throws {
    var state = try test.learner().state
    state.arrays.insert(.init(name: "other", shape: [1], values: [1]), at: 0)
    var learner = try test.learner(seed: 99)
    try learner.restore(state)
    #expect(learner.state.arrays == Array(state.arrays[1...]))
  }
}
