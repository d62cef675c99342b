import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// The contract of networks with a memory, on the smallest one: what acts step by step is what is trained
/// over whole sequences.
struct SequenceTests {
  /// Three sequences of other lengths, whose rows lie one after the other.
  private static let lengths = [3, 1, 4]
  private static let offsets = [0, 3, 4, 8]

  private static let policy = Policy(
    input: PolicyInput(observationSize: 2), actionKind: .discrete(count: 3)
  ) { inputSize, outputSize, layout in
    ElmanNetwork(inputSize: inputSize, memorySize: 4, outputSize: outputSize, in: &layout)
  }

  private let network = policy.network
  private let layout = policy.layout
  private let parameters = uniformNumbers(policy.layout.count, seed: 1)
  private let inputs = uniformNumbers(16, in: -2...2, seed: 2)

  private func outputs(_ inputs: [Double], offsets: [Int]?) -> [Double] {
    network.outputs(
      NetworkRows(Tensor(inputs, shape: Shape(inputs.count / 2, 2)), offsets: offsets),
      ParameterTensors(constants: parameters, layout: layout)
    ).elements
  }

  private func row(_ values: [Double], _ row: Int, size: Int) -> ArraySlice<Double> {
    values[row * size..<(row + 1) * size]
  }

  /// Steps the copies side by side, each as long as its sequence is.
  private func stepped(_ stepper: inout any NetworkStepper<Double>) -> [Double] {
    var result = [Double](repeating: .nan, count: 24)
    for step in 0..<4 {
      let running = Self.lengths.indices.filter { Self.lengths[$0] > step }
      let rows = running.map { Self.offsets[$0] + step }
      var output = [Double](repeating: .nan, count: 9)
      stepper.step(
        rows.flatMap { row(inputs, $0, size: 2) }, copies: running, into: &output)
      for (index, row) in rows.enumerated() {
        result.replaceSubrange(3 * row..<3 * row + 3, with: self.row(output, index, size: 3))
      }
    }
    return result
  }

  @Test func `a stepper computes what the recorded form computes over sequences`() {
    var stepper = network.makeStepper(parameters)
    stepper.begin(copyCount: 3)
    // Sums of a few terms of up to 2 in another order, and another tanh.
    expectClose(
      stepped(&stepper), outputs(inputs, offsets: Self.offsets), within: .absolute(1e-13))
  }

  @Test func `a sequence has the outputs that it has alone`() {
    let together = outputs(inputs, offsets: Self.offsets)
    for (first, last) in zip(Self.offsets, Self.offsets.dropFirst()) {
      let alone = outputs(Array(inputs[2 * first..<2 * last]), offsets: [0, last - first])
      expectClose(alone, Array(together[3 * first..<3 * last]), within: .absolute(1e-14))
    }
  }

  @Test func `without sequences each row begins with the initial memory`() {
    let single = outputs(inputs, offsets: nil)
    #expect(single == outputs(inputs, offsets: Array(0...8)))
    let together = outputs(inputs, offsets: Self.offsets)
    for first in Self.offsets.dropLast() {
      expectClose(
        Array(row(single, first, size: 3)), Array(row(together, first, size: 3)),
        within: .absolute(1e-14))
    }
    #expect(single != together)
  }

  @Test func `memory stays with its copy until the next trial`() {
    var stepper = network.makeStepper(parameters)
    var outputs: [[Double]] = []
    for isNewTrial in [true, false, true] {
      if isNewTrial { stepper.begin(copyCount: 3) }
      outputs.append(stepped(&stepper))
    }
    #expect(outputs[0] == outputs[2])
    #expect(zip(outputs[0], outputs[1]).allSatisfy { $0 != $1 })
  }

  @Test func `a copy of a stepper goes its own way`() {
    var stepper = network.makeStepper(parameters)
    stepper.begin(copyCount: 3)
    _ = stepped(&stepper)
    var fork = stepper
    let first = stepped(&fork)
    #expect(stepped(&stepper) == first)
  }

  @Test func `derivatives over sequences agree with finite differences`() {
    let inputs = Tensor(self.inputs, shape: Shape(8, 2))
    let check = DerivativeCheck(layout.entries.map(\.shape)) { tensors in
      network.outputs(
        NetworkRows(inputs, offsets: Self.offsets), ParameterTensors(tensors, layout: layout))
    }
    for order in 1...2 {
      // Four steps deep, derivatives up to the sixth stay below 1e5: the differences' error is
      // 1e5 / (30 · 1024⁴), about 3e-9.
      check.expectMatch(
        order: order, at: parameters.map { $0 / 2 }, step: 1 / 1024,
        within: .relative(1e-8, floor: 1e-8))
    }
  }

  @Test func `parameters may be made by recorded operations`() {
    let scale = Tensor<Double>(variable: [0.5], shape: Shape(1, 1))
    let tensors = ParameterTensors(constants: parameters, layout: layout).tensors
    let rows = NetworkRows(Tensor(inputs, shape: Shape(8, 2)), offsets: Self.offsets)
    func total(_ scale: Tensor<Double>) -> Tensor<Double> {
      network.outputs(rows, ParameterTensors(tensors.map { $0 * scale }, layout: layout)).sum
    }
    let slope = gradients(of: [total(scale)], withRespectTo: [scale])[0].scalar
    let differences = finiteDifferences(at: [0.5], step: 1e-3) { point in
      total(Tensor(point, shape: Shape(1, 1))).scalar
    }
    expectClose(slope, differences[0], within: .relative(1e-9))
  }

  @Test func `a policy acts with memory and draws by address`() {
    let single = parameters.map { Float($0) }
    let observations = inputs.map { Float($0) }
    func actions(blocks: Int, key: RandomKey) -> [[Float]] {
      var stepper = PolicyStepper(policy: Self.policy, parameters: single)
      stepper.beginTrial(copyCount: 4)
      return (0..<blocks).map { block in
        stepper.beginBlock(key: key.child(.measurement, block))
        var actions = [Float](repeating: .nan, count: 4)
        return (0..<50).flatMap { step in
          stepper.act(on: observations, step: step, copies: [0, 1, 2, 3], actions: &actions)
          return actions
        }
      }
    }
    let all = actions(blocks: 2, key: RandomKey(seed: 3))
    #expect(all == actions(blocks: 2, key: RandomKey(seed: 3)))
    #expect(all[0] == actions(blocks: 1, key: RandomKey(seed: 3))[0])
    #expect(all != actions(blocks: 2, key: RandomKey(seed: 4)))
    #expect(Set(all.joined()) == [0, 1, 2])
  }

  @Test func `sequences that do not cover the rows are refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = NetworkRows(Tensor<Float>(repeating: 0, shape: Shape(4, 1)), offsets: [0, 3])
    }
    await #expect(processExitsWith: .failure) {
      _ = NetworkRows(Tensor<Float>(repeating: 0, shape: Shape(4, 1)), offsets: [0, 3, 2, 4])
    }
  }
}
