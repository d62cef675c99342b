import Tensors
import TestSupport
import Testing

struct AdamTests {
  /// What Tests/Golden/tensors_adam.py writes.
  struct Answers: Decodable {
    let cases: [Case]

    struct Case: Decodable {
      let alpha: Double
      let beta1: Double
      let beta2: Double
      let epsilon: Double
      let start: [Double]
      let gradients: [[Double]]
      let steps: [Step]
    }

    struct Step: Decodable {
      let parameters: [Double]
      let firstMoment: [Double]
      let secondMoment: [Double]
    }
  }

  @Test func `steps are those of the paper's algorithm`() throws {
    let answers: Answers = try golden("tensors_adam.json")
    for answer in answers.cases {
      // A few roundings in each of five steps.
      check(Double.self, answer, within: .relative(1e-13, floor: 1e-16))
      // 1 - 0.999 in single precision is off by 1.3e-5 of itself, and with it the second moment.
      check(Float.self, answer, within: .relative(2e-5, floor: 1e-6))
    }
    #expect(answers.cases.count == 2)
  }

  @Test func `the first step has the size of the learning rate`() {
    var adam = Adam<Double>(parameterCount: 3, learningRate: 0.25)
    var parameters = [1.0, 2, 3]
    adam.ascend(&parameters, along: [1e6, -4, 0])
    expectClose(parameters, [1.25, 1.75, 3], within: .absolute(1e-8))
    #expect(adam.stepCount == 1)
  }

  @Test func `a copy goes on with the same bits`() {
    var adam = Adam<Float>(parameterCount: 17, learningRate: 0.1)
    var parameters = uniformNumbers(17, seed: 1).map(Float.init)
    func gradient(_ step: Int) -> [Float] { uniformNumbers(17, seed: 2 + step).map(Float.init) }
    for step in 0..<3 { adam.ascend(&parameters, along: gradient(step)) }
    var (copy, copied) = (adam, parameters)
    for step in 3..<6 { adam.ascend(&parameters, along: gradient(step)) }
    for step in 3..<6 { copy.ascend(&copied, along: gradient(step)) }
    #expect(copy == adam)
    #expect(copied == parameters)
  }

  @Test func `it finds the top of a hill`() {
    var adam = Adam<Double>(parameterCount: 2, learningRate: 0.05)
    var parameters = [3.0, -2]
    for _ in 0..<2000 {
      let point = Tensor(variable: parameters, shape: Shape(1, 2))
      let height = -((point - Tensor([1, 2], shape: Shape(1, 2))).squared.sum)
      adam.ascend(&parameters, along: gradients(of: [height], withRespectTo: [point])[0].elements)
    }
    expectClose(parameters, [1, 2], within: .absolute(1e-6))
  }

  @Test func `counts must be those of the moments`() async {
    await #expect(processExitsWith: .failure) {
      var adam = Adam<Float>(parameterCount: 2, learningRate: 0.1)
      var parameters: [Float] = [1, 2]
      adam.ascend(&parameters, along: [1])
    }
    await #expect(processExitsWith: .failure) {
      var adam = Adam<Float>(parameterCount: 2, learningRate: 0.1)
      var parameters: [Float] = [1, 2, 3]
      adam.ascend(&parameters, along: [1, 2])
    }
  }

  private func check<Scalar: TensorScalar>(
    _ type: Scalar.Type, _ answer: Answers.Case, within tolerance: Tolerance
  ) {
    var adam = Adam<Scalar>(
      parameterCount: answer.start.count, learningRate: Scalar(answer.alpha))
    adam.firstDecay = Scalar(answer.beta1)
    adam.secondDecay = Scalar(answer.beta2)
    adam.epsilon = Scalar(answer.epsilon)
    var parameters = answer.start.map { Scalar($0) }
    for (number, step) in answer.steps.enumerated() {
      adam.ascend(&parameters, along: answer.gradients[number].map { Scalar($0) })
      let what = "\(type) step \(number + 1)"
      expectClose(parameters, step.parameters, within: tolerance, what)
      expectClose(adam.firstMoment, step.firstMoment, within: tolerance, "\(what) first moment")
      expectClose(adam.secondMoment, step.secondMoment, within: tolerance, "\(what) second moment")
      #expect(adam.stepCount == number + 1)
    }
  }
}
