package import MetaLearning
import Networks
import Recording
import Tensors

/// A policy as an ONNX graph: from an observation to the distribution of the next action.
///
/// A policy with a memory also takes and gives its memory, and takes the step before. Where a trial begins,
/// memory, action and reward count as 0, whatever enters.
package struct PolicyGraph {
  private var graph = ONNXGraph()
  private let policy: Policy

  /// A policy of an architecture that cannot be exported.
  package enum UnknownArchitecture: Error, CustomStringConvertible {
    /// The network is neither a multilayer perceptron nor a recurrent one.
    case unknownNetwork
    /// The network has an array that the graph does not use.
    case unknownArray(String)

    package var description: String {
      switch self {
      case .unknownNetwork:
        "Cannot export this policy: its network is neither a multilayer perceptron nor a recurrent one."
      case .unknownArray(let name):
        "Cannot export this policy: the export does not know what its array '\(name)' does."
      }
    }
  }

  /// Makes the graph of a policy.
  ///
  /// - Throws: `UnknownArchitecture`.
  package init(_ learner: some PolicyLearner) throws(UnknownArchitecture) {
    policy = learner.policy
    for array in learner.policyArrays {
      graph.addConstant(array.name, array.shape, array.values)
    }
    if let network = policy.network as? MLP {
      let output = addMLP(network)
      addActions(output)
    } else if let network = policy.network as? RecurrentNetwork, let history = policy.input.history
    {
      let output = addRecurrent(network, history)
      addActions(output)
    } else {
      throw .unknownNetwork
    }
    // A parameter that changes nothing here would change something in Fledge.
    if let array = graph.unusedConstants.first { throw .unknownArray(array) }
  }

  /// The model as the bytes of a file.
  package func encoded(name: String, metadata: [String: String]) -> [UInt8] {
    graph.encoded(
      name: "policy", note: "\(name), exported by Fledge", producer: "fledge", metadata: metadata)
  }

  private static let batch = ONNXGraph.Dimension.free("batch")

  private mutating func addObservation() -> String {
    graph.addInput(
      "observation", [Self.batch, .fixed(policy.input.observationSize)],
      "What the environment shows.")
  }

  // MARK: Networks

  private mutating func addMLP(_ network: MLP) -> String {
    var values = addObservation()
    for index in 0...network.hiddenSizes.count {
      var bias = "layer\(index).bias"
      if index == 0, policy.embeddingRange != nil {
        bias = graph.add("Gemm", ["context", "context.weight", bias])
      }
      values = graph.add("Gemm", [values, "layer\(index).weight", bias])
      if index < network.hiddenSizes.count {
        values = graph.add(network.activation == .tanh ? "Tanh" : "Relu", [values])
      }
    }
    return values
  }

  private mutating func addRecurrent(
    _ network: RecurrentNetwork, _ history: PolicyHistory
  ) -> String {
    let observation = addObservation()
    let memory = graph.addInput(
      "memory", [Self.batch, .fixed(policy.memorySize)],
      "What is remembered: next_memory of the step before.")
    let previous = addPreviousStep(history)
    let rows = graph.add("Concat", [observation, previous.row], [("axis", .int(1))])
    let entering = hasArray("encoder.weight") ? addDense("encoder", rows) : rows
    let old = graph.add("Where", [previous.isTrialStart, "zero", memory])
    var hidden: String
    switch network.cell {
    case .gru(let resetsBefore):
      hidden = addGRU(entering, old, width: network.width, resetsBefore: resetsBefore)
    case .lstm: hidden = addLSTM(entering, old, width: network.width)
    }
    if hasArray("decoder.weight") {
      hidden = addDense(
        "decoder", graph.add("Concat", [hidden, entering], [("axis", .int(1))]))
    }
    let outputs = graph.add("Gemm", [hidden, "output.weight", "output.bias"])
    let parts = addSplit(outputs, [network.outputSize - 1, 1], "output_sizes")
    graph.add("Squeeze", [parts[1], "axis_1"], as: "value")
    return parts[0]
  }

  private func hasArray(_ name: String) -> Bool {
    policy.layout.entries.contains { $0.name == name }
  }

  private mutating func addDense(_ name: String, _ rows: String) -> String {
    graph.add("Tanh", [graph.add("Gemm", [rows, name + ".weight", name + ".bias"])])
  }

  /// Adds what enters of the step before, `[B, …]`, and whether the trial begins, `[B, 1]`.
  private mutating func addPreviousStep(
    _ history: PolicyHistory
  ) -> (row: String, isTrialStart: String) {
    graph.addConstant("zero", [], [Float(0)])
    graph.addConstant("axis_1", [1], [1])
    graph.addConstant("reward_scale", [], [history.rewardScale])
    var action: String
    switch history.actionKind {
    case .continuous(let size):
      action = graph.addInput(
        "previous_action", [Self.batch, .fixed(size)], "The action of the step before.")
    case .discrete(let count):
      graph.addConstant("choices", [1, count], Array(0..<count))
      action = graph.addInput(
        "previous_action", [Self.batch], "The number of the choice of the step before.",
        type: .int64)
      action = addColumn(action)
      action = graph.add("Cast", [graph.add("Equal", [action, "choices"])], Self.toFloat)
    }
    let reward = graph.addInput(
      "previous_reward", [Self.batch], "The reward of the step before, not scaled.")
    let isEpisodeStart = graph.addInput(
      "episode_start", [Self.batch], "Whether an episode begins.", type: .bool)
    let isTrialStart = addColumn(
      graph.addInput(
        "trial_start", [Self.batch],
        "Whether the trial begins: memory and the step before then count as 0.", type: .bool))
    let scaled = graph.add("Mul", [addColumn(reward), "reward_scale"])
    let step = graph.add("Concat", [action, scaled], [("axis", .int(1))])
    var row = graph.add("Where", [isTrialStart, "zero", step])
    if history.hasFlags {
      let flags = [
        graph.add("Cast", [addColumn(isEpisodeStart)], Self.toFloat),
        graph.add("Cast", [isTrialStart], Self.toFloat),
      ]
      row = graph.add("Concat", [row] + flags, [("axis", .int(1))])
    }
    return (row, isTrialStart)
  }

  private static let toFloat: [(String, ONNXGraph.Attribute)] = [
    ("to", .int(ONNXGraph.ElementType.float.rawValue))
  ]

  private mutating func addColumn(_ values: String) -> String {
    graph.add("Unsqueeze", [values, "axis_1"])
  }

  private mutating func addSplit(_ values: String, _ sizes: [Int], _ name: String) -> [String] {
    graph.addConstant(name, [sizes.count], sizes)
    return graph.add("Split", [values, name], [("axis", .int(1))], resultCount: sizes.count)
  }

  /// h' = (1 - z) n + z h with gates r, z, n; gives the name of h', which is all of the memory.
  private mutating func addGRU(
    _ rows: String, _ old: String, width: Int, resetsBefore: Bool
  ) -> String {
    let inner = addSplit(
      graph.add("Gemm", [rows, "core.inputWeight", "core.inputBias"]),
      [2 * width, width], "gate_sizes")
    let outerGates: String
    let candidate: (inout PolicyGraph, String) -> String
    if resetsBefore {
      let weights = graph.add(
        "Split", ["core.recurrentWeight", "gate_sizes"], [("axis", .int(1))], resultCount: 2)
      let biases = graph.add(
        "Split", ["core.recurrentBias", "gate_sizes"], [("axis", .int(1))], resultCount: 2)
      outerGates = graph.add("Gemm", [old, weights[0], biases[0]])
      candidate = { this, reset in
        this.graph.add("Gemm", [this.graph.add("Mul", [reset, old]), weights[1], biases[1]])
      }
    } else {
      let outer = graph.add(
        "Split",
        [graph.add("Gemm", [old, "core.recurrentWeight", "core.recurrentBias"]), "gate_sizes"],
        [("axis", .int(1))], resultCount: 2)
      outerGates = outer[0]
      candidate = { this, reset in this.graph.add("Mul", [reset, outer[1]]) }
    }
    let gates = graph.add("Sigmoid", [graph.add("Add", [inner[0], outerGates])])
    let parts = addSplit(gates, [width, width], "half_sizes")
    let (reset, update) = (parts[0], parts[1])
    let outer = candidate(&self, reset)
    let new = graph.add("Tanh", [graph.add("Add", [inner[1], outer])])
    graph.addConstant("one", [], [Float(1)])
    let kept = graph.add("Mul", [update, old])
    let entering = graph.add("Mul", [graph.add("Sub", ["one", update]), new])
    return graph.add("Add", [entering, kept], as: "next_memory")
  }

  /// c' = f c + i g and h' = o tanh(c') with gates i, f, g, o; gives the name of h'.
  private mutating func addLSTM(_ rows: String, _ old: String, width: Int) -> String {
    let memory = addSplit(old, [width, width], "half_sizes")
    let gates = addSplit(
      graph.add(
        "Add",
        [
          graph.add("Gemm", [rows, "core.inputWeight", "core.inputBias"]),
          graph.add("Gemm", [memory[0], "core.recurrentWeight", "core.recurrentBias"]),
        ]), Array(repeating: width, count: 4), "gate_sizes")
    let entering = graph.add(
      "Mul", [graph.add("Sigmoid", [gates[0]]), graph.add("Tanh", [gates[2]])])
    let kept = graph.add("Mul", [graph.add("Sigmoid", [gates[1]]), memory[1]])
    let cell = graph.add("Add", [entering, kept])
    let hidden = graph.add(
      "Mul", [graph.add("Sigmoid", [gates[3]]), graph.add("Tanh", [cell])])
    graph.add("Concat", [hidden, cell], [("axis", .int(1))], as: "next_memory")
    return hidden
  }

  // MARK: Actions

  private mutating func addActions(_ output: String) {
    switch policy.actionKind {
    case .discrete(let count):
      graph.add("Identity", [output], as: "logits")
      graph.add("Softmax", [output], [("axis", .int(1))], as: "probabilities")
      graph.addOutput(
        "logits", [Self.batch, .fixed(count)],
        "The logarithm of the probability of each choice, but for a constant.")
      graph.addOutput(
        "probabilities", [Self.batch, .fixed(count)], "The probability of each choice.")
    case .continuous(let size):
      graph.add("Identity", [output], as: "mean")
      graph.addConstant(
        "lowest_log", [], [Float(GaussianHead.minimumLogStandardDeviation)])
      graph.add(
        "Exp", [graph.add("Max", ["logStandardDeviation", "lowest_log"])],
        as: "standard_deviation")
      graph.addOutput(
        "mean", [Self.batch, .fixed(size)], "The mean of the action, which is normal.")
      graph.addOutput(
        "standard_deviation", [.fixed(1), .fixed(size)], "Its standard deviation.")
    }
    if policy.memorySize > 0 {
      graph.addOutput(
        "next_memory", [Self.batch, .fixed(policy.memorySize)],
        "What is remembered after this step.")
    }
    if policy.hasValue {
      graph.addOutput(
        "value", [Self.batch],
        "What is expected of the rest of the trial, in units of the returns' deviation.")
    }
  }
}
