import Tensors

// The state of an optimiser in checkpoints.
extension Adam<Float> {
  /// The moments and the number of steps.
  var state: NamedArrays {
    NamedArrays(
      arrays: [
        .init(name: "adam/firstMoment", shape: [firstMoment.count], values: firstMoment),
        .init(name: "adam/secondMoment", shape: [secondMoment.count], values: secondMoment),
      ], counters: ["adamSteps": stepCount])
  }

  /// Takes what `state` gave; what is missing stays as it is.
  mutating func take(_ state: NamedArrays) {
    firstMoment = state["adam/firstMoment"] ?? firstMoment
    secondMoment = state["adam/secondMoment"] ?? secondMoment
    stepCount = state.counters["adamSteps"] ?? stepCount
  }
}
