import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// The recurrent network's three forms held to each other and to published and hand-worked values.
struct RecurrentNetworkTests {
  static let cells: [RecurrentCell] = [.gru(resetsBefore: false), .gru(resetsBefore: true), .lstm]
  /// The last two have no encoder, the second a width that fills no vector; two have a decoder.
  static let shapes: [(encoder: Int, width: Int, decoder: Int)] = [
    (5, 16, 0), (3, 19, 6), (0, 4, 5), (0, 4, 0),
  ]

  struct Case: Sendable {
    let policy: Policy
    let network: RecurrentNetwork

    init(_ cell: RecurrentCell, encoder: Int, width: Int, decoder: Int = 0) {
      var own: RecurrentNetwork?
      policy = Policy(
        input: PolicyInput(observationSize: 2), actionKind: .discrete(count: 2), hasValue: true
      ) { inputSize, outputSize, layout in
        let network = RecurrentNetwork(
          inputSize: inputSize, encoderSize: encoder, cell: cell, width: width,
          decoderSize: decoder, outputSize: outputSize, in: &layout)
        own = network
        return network
      }
      guard let own else { preconditionFailure("no network") }
      network = own
    }

    var layout: ParameterLayout { policy.layout }

    func parameters(seed: Int) -> [Double] {
      uniformNumbers(layout.count, seed: seed).map { $0 / 2 }
    }
  }

  static let all = cells.flatMap { cell in
    shapes.map { Case(cell, encoder: $0.encoder, width: $0.width, decoder: $0.decoder) }
  }

  /// Four sequences of other lengths: 5, 3, 3, 1.
  private static let steps = PackedSteps(counts: [4, 3, 3, 1, 1])
  private let inputs = uniformNumbers(24, in: -2...2, seed: 9)

  private func rows<Scalar: TensorScalar>(_: Scalar.Type = Double.self) -> Tensor<Scalar> {
    Tensor(inputs.map { Scalar($0) }, shape: Shape(12, 2))
  }

  @Test(arguments: all)
  func `written passes agree with the recorded form, forward and back`(own: Case) {
    let parameters = own.parameters(seed: 1)
    let written = own.policy.sequencePasses(at: parameters).pass(rows(), Self.steps)
    let recorded = RecordedSequencePasses(
      own.network, layout: own.layout, parameters: parameters
    ).pass(rows(), Self.steps)
    #expect(own.policy.sequencePasses(at: parameters) is RecurrentPasses<Double>)
    expectClose(written.output.elements, recorded.output.elements, within: .absolute(1e-13))
    let gradient = Tensor(uniformNumbers(36, seed: 2), shape: Shape(12, 3))
    var totals = (
      [Double](repeating: 1, count: own.layout.count),
      [Double](repeating: 1, count: own.layout.count)
    )
    written.addPullback(of: gradient, to: &totals.0)
    recorded.addPullback(of: gradient, to: &totals.1)
    // Sums of up to twelve products of moderate size in another order.
    expectClose(totals.0, totals.1, within: .absolute(1e-12))
  }

  @Test(arguments: all)
  func `a stepper computes what passes compute, and ended copies keep their memory`(own: Case) {
    let parameters = own.parameters(seed: 1)
    let pass = own.policy.sequencePasses(at: parameters).pass(rows(), Self.steps)
    var stepper = own.network.makeStepper(parameters)
    stepper.begin(copyCount: 4)
    var stepped: [Double] = []
    for step in 0..<5 {
      let count = Self.steps.counts[step]
      let range = Self.steps.rows(ofStep: step)
      var output = [Double](repeating: .nan, count: 12)
      let before = stepper.memory
      stepper.step(
        Array(inputs[2 * range.lowerBound..<2 * range.upperBound]), copies: Array(0..<count),
        into: &output)
      stepped += output[..<(3 * count)]
      let kept = count * own.network.memorySize
      #expect(stepper.memory[kept...] == before[kept...])
      #expect(stepper.memory[..<kept] != before[..<kept])
    }
    expectClose(stepped, pass.output.elements, within: .absolute(1e-13))
    expectClose(stepper.memory, pass.finalMemory, within: .absolute(1e-13))
  }

  @Test(arguments: all)
  func `single precision agrees with double`(own: Case) {
    let parameters = own.parameters(seed: 1)
    let single = own.policy.sequencePasses(at: parameters.map { Float($0) })
      .pass(rows(Float.self), Self.steps)
    let double = own.policy.sequencePasses(at: parameters).pass(rows(), Self.steps)
    let gradient = uniformNumbers(36, seed: 2)
    var totals = (
      [Float](repeating: 0, count: own.layout.count),
      [Double](repeating: 0, count: own.layout.count)
    )
    single.addPullback(of: Tensor(gradient.map { Float($0) }, shape: Shape(12, 3)), to: &totals.0)
    double.addPullback(of: Tensor(gradient, shape: Shape(12, 3)), to: &totals.1)
    expectClose(
      single.output.elements.map { Double($0) }, double.output.elements, within: .absolute(2e-6))
    expectClose(totals.0.map { Double($0) }, totals.1, within: .absolute(1e-5))
  }

  @Test(arguments: all)
  func `a trial's gradient is the sum over its parts when memory is handed on`(own: Case) {
    let parameters = own.parameters(seed: 1)
    let passes = own.policy.sequencePasses(at: parameters)
    let gradient = uniformNumbers(36, seed: 2)
    var whole = [Double](repeating: 0, count: own.layout.count)
    passes.pass(rows(), Self.steps).addPullback(
      of: Tensor(gradient, shape: Shape(12, 3)), to: &whole)
    // The first two steps of all sequences, then the rest of the three that go on.
    let first = passes.pass(
      Tensor(Array(inputs[..<14]), shape: Shape(7, 2)), PackedSteps(counts: [4, 3]))
    let size = own.network.memorySize
    let second = passes.pass(
      Tensor(Array(inputs[14...]), shape: Shape(5, 2)), PackedSteps(counts: [3, 1, 1]),
      memory: Array(first.finalMemory[..<(3 * size)]))
    var parts = [Double](repeating: 0, count: own.layout.count)
    let handedBack = second.addPullback(
      of: Tensor(Array(gradient[21...]), shape: Shape(5, 3)), memoryGradient: nil, to: &parts)
    _ = first.addPullback(
      of: Tensor(Array(gradient[..<21]), shape: Shape(7, 3)),
      memoryGradient: handedBack + [Double](repeating: 0, count: size), to: &parts)
    expectClose(parts, whole, within: .absolute(1e-12))
  }

  @Test(arguments: all)
  func `exchanging sequences of one length exchanges their outputs`(own: Case) {
    let parameters = own.parameters(seed: 1)
    let passes = own.policy.sequencePasses(at: parameters)
    let steps = PackedSteps(counts: [3, 3, 3, 3])
    let order = [2, 0, 1]
    func permuted(_ values: [Double], size: Int) -> [Double] {
      (0..<12).flatMap { row in
        let source = row / 3 * 3 + order[row % 3]
        return values[source * size..<(source + 1) * size]
      }
    }
    let plain = passes.pass(rows(), steps).output.elements
    let exchanged = passes.pass(
      Tensor(permuted(inputs, size: 2), shape: Shape(12, 2)), steps
    ).output.elements
    expectClose(exchanged, permuted(plain, size: 3), within: .absolute(1e-14))
  }

  @Test(arguments: cells)
  func `passes of more rows than are multiplied at once agree with the recorded form`(
    cell: RecurrentCell
  ) {
    // 400 rows, where a stretch has at most 256; some sequences end in between.
    let own = Case(cell, encoder: 3, width: 5)
    let parameters = own.parameters(seed: 1)
    let steps = PackedSteps(counts: [44, 44, 44, 44, 44, 40, 40, 40, 30, 30])
    let rows = Tensor(uniformNumbers(800, seed: 3), shape: Shape(400, 2))
    let gradient = Tensor(uniformNumbers(1200, seed: 2), shape: Shape(400, 3))
    var totals = (parameters.map { _ in 0.0 }, parameters.map { _ in 0.0 })
    own.policy.sequencePasses(at: parameters).pass(rows, steps)
      .addPullback(of: gradient, to: &totals.0)
    RecordedSequencePasses(own.network, layout: own.layout, parameters: parameters)
      .pass(rows, steps).addPullback(of: gradient, to: &totals.1)
    expectClose(totals.0, totals.1, within: .absolute(1e-11))
  }

  @Test(arguments: all)
  func `a stepper goes on from the memory of a pass`(own: Case) {
    let parameters = own.parameters(seed: 1)
    let passes = own.policy.sequencePasses(at: parameters)
    let first = passes.pass(
      Tensor(Array(inputs[..<12]), shape: Shape(6, 2)), PackedSteps(counts: [3, 3]))
    let second = passes.pass(
      Tensor(Array(inputs[12..<18]), shape: Shape(3, 2)), PackedSteps(counts: [3]),
      memory: first.finalMemory)
    var stepper = own.network.makeStepper(parameters)
    stepper.begin(copyCount: 3)
    stepper.memory = first.finalMemory
    #expect(stepper.memory == first.finalMemory)
    var output = [Double](repeating: 0, count: 9)
    stepper.step(Array(inputs[12..<18]), copies: [0, 1, 2], into: &output)
    expectClose(output, second.output.elements, within: .absolute(1e-13))
  }

  @Test func `recurrent matrices are orthogonal, and memory is kept at first`() {
    let own = Case(.lstm, encoder: 5, width: 16)
    let parameters: [Double] = own.policy.initialParameters(key: RandomKey(seed: 1))
    func entry(_ name: String) -> [Double] {
      guard let entry = own.layout.entries.first(where: { $0.name == name }) else { return [] }
      return Array(parameters[entry.range])
    }
    let matrix = entry("core.recurrentWeight")
    for gate in 0..<4 {
      for row in 0..<16 {
        for other in 0..<16 {
          let product = (0..<16).reduce(0) { sum, column in
            sum + matrix[row * 64 + gate * 16 + column] * matrix[other * 64 + gate * 16 + column]
          }
          expectClose(product, row == other ? 1 : 0, within: .absolute(1e-12))
        }
      }
    }
    let bias = entry("core.inputBias")
    #expect(bias == (0..<64).map { (16..<32).contains($0) ? 1 : 0 })
    #expect(entry("output.weight").allSatisfy { abs($0) < 0.01 })
  }
}

/// The recurrent cells against values worked out by hand.
///
/// Weights are ½ sin j in PyTorch's layout, where each matrix is `[outputs, inputs]`: that of Fledge is its
/// transpose.
struct RecurrentCellTests {
  private static let inputs = [1, -0.5, 0.25, 2, 0, 0]

  /// The parameters of a layer of two units with two inputs.
  private func parameters(gates: Int, hasTwoBiases: Bool) -> RecurrentParameters<Double> {
    var number = 0.0
    func next(_ count: Int) -> [Double] {
      (0..<count).map { _ in
        number += 1
        return sine(number) / 2
      }
    }
    func matrices() -> [Double] {
      let all = (0..<gates).map { _ in next(4) }
      return (0..<2).flatMap { input in
        all.flatMap { [$0[input], $0[2 + input]] }
      }
    }
    let (input, recurrent) = (matrices(), matrices())
    let bias = next(2 * gates)
    return RecurrentParameters(
      inputWeight: input, inputBias: bias, recurrentWeight: recurrent,
      recurrentBias: hasTwoBiases ? next(2 * gates) : [Double](repeating: 0, count: 2 * gates))
  }

  /// The Taylor series, after whole turns are taken off.
  private func sine(_ x: Double) -> Double {
    let reduced = x - (x / (2 * Double.pi)).rounded() * 2 * Double.pi
    var (term, sum, n) = (reduced, reduced, 1.0)
    while abs(term) > 1e-18 {
      term *= -reduced * reduced / ((n + 1) * (n + 2))
      sum += term
      n += 2
    }
    return sum
  }

  private func states(
    _ cell: RecurrentCell, _ parameters: RecurrentParameters<Double>, memory: [Double]
  ) -> (hidden: [Double], memory: [Double]) {
    let layer = RecurrentLayer(cell, inputSize: 2, width: 2, parameters: parameters)
    let pass = layer.pass(
      Tensor(Self.inputs, shape: Shape(3, 2)), PackedSteps(counts: [1, 1, 1]), memory: memory)
    return (pass.output.elements, pass.finalMemory)
  }

  @Test func `a GRU with the reset gate after the product has the worked values`() {
    let found = states(
      .gru(resetsBefore: false), parameters(gates: 3, hasTwoBiases: true), memory: [0.3, -0.2])
    expectClose(
      found.hidden,
      [
        0.174_925_533_8, -0.458_629_368_4, -0.129_411_628_4, -0.548_843_286_4, -0.190_654_082_0,
        -0.550_703_075_4,
      ], within: .absolute(1e-10))
  }

  @Test func `a GRU with the reset gate before the product has the worked values`() {
    let found = states(
      .gru(resetsBefore: true), parameters(gates: 3, hasTwoBiases: true), memory: [0.3, -0.2])
    expectClose(
      found.hidden,
      [
        0.132_716_760_2, -0.468_392_872_3, -0.166_140_743_4, -0.567_269_208_6, -0.242_507_311_4,
        -0.610_967_979_4,
      ], within: .absolute(1e-10))
  }

  @Test func `an LSTM has the worked values`() {
    let found = states(
      .lstm, parameters(gates: 4, hasTwoBiases: false), memory: [0.3, -0.2, 0.1, 0.4])
    expectClose(
      found.hidden,
      [
        -0.006_978_266_9, 0.061_568_612_2, -0.404_031_535_5, -0.066_968_093_9, -0.265_227_621_9,
        -0.049_915_913_6,
      ], within: .absolute(1e-10))
    expectClose(
      found.memory[2...3].map { $0 }, [-0.428_205_831_2, -0.082_387_545_4], within: .absolute(1e-10)
    )
  }
}
