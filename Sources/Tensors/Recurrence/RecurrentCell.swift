/// The equations by which a recurrent layer of H units goes one step on.
public enum RecurrentCell: Equatable, Sendable {
  /// A gated recurrent unit: h' = (1 - z) n + z h with gates r, z, n.
  ///
  /// The reset gate r multiplies W h + b, as in PyTorch, or h itself if `resetsBefore`, as in the article.
  ///
  /// - Source: Cho et al. 2014, equations 5 to 8, <https://arxiv.org/abs/1406.1078>;
  ///   <https://pytorch.org/docs/stable/generated/torch.nn.GRU.html>.
  case gru(resetsBefore: Bool)
  /// Long short-term memory: c' = f c + i g and h' = o tanh(c') with gates i, f, g, o.
  ///
  /// - Source: Hochreiter and Schmidhuber 1997, <https://doi.org/10.1162/neco.1997.9.8.1735>, with the
  ///   forget gate of Gers et al. 2000, <https://doi.org/10.1162/089976600300015015>.
  case lstm

  /// The number of gates, G.
  public var gateCount: Int {
    switch self {
    case .gru: 3
    case .lstm: 4
    }
  }

  /// The numbers that a row remembers: h, and of an LSTM h and then c.
  public func memorySize(width: Int) -> Int {
    switch self {
    case .gru: width
    case .lstm: 2 * width
    }
  }
}

/// The parameters of a recurrent layer, or their gradient.
///
/// The columns of each array are those of the gates, in PyTorch's order: r, z, n or i, f, g, o.
public struct RecurrentParameters<Scalar: TensorScalar>: Sendable {
  /// Of the input, `[I, G H]`.
  public var inputWeight: [Scalar]
  /// Added to the product with the input, `[G H]`.
  public var inputBias: [Scalar]
  /// Of h, `[H, G H]`.
  public var recurrentWeight: [Scalar]
  /// Added to the product with h, `[G H]`.
  public var recurrentBias: [Scalar]

  /// Creates parameters.
  public init(
    inputWeight: [Scalar], inputBias: [Scalar], recurrentWeight: [Scalar], recurrentBias: [Scalar]
  ) {
    self.inputWeight = inputWeight
    self.inputBias = inputBias
    self.recurrentWeight = recurrentWeight
    self.recurrentBias = recurrentBias
  }
}

/// Which rows of a matrix are the steps of which sequence: those of the first step of every sequence, then
/// those of the second step of every sequence that has one, and so on, longer sequences first.
public struct PackedSteps: Equatable, Sendable {
  /// How many sequences have each step, never more than before, `[T]`.
  public let counts: [Int]
  /// The first row of each step, and B at the end, `[T + 1]`.
  public let offsets: [Int]

  /// Creates an order of rows.
  ///
  /// - Precondition: The counts are positive and never grow.
  public init(counts: [Int]) {
    precondition(
      counts.allSatisfy { $0 > 0 } && zip(counts, counts.dropFirst()).allSatisfy { $0 >= $1 },
      "PackedSteps: numbers of sequences that grow, or are 0.")
    self.counts = counts
    offsets = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  /// How many sequences there are, S.
  public var sequenceCount: Int { counts.first ?? 0 }

  /// How many steps the longest sequence has, T.
  public var stepCount: Int { counts.count }

  /// How many rows there are, B.
  public var rowCount: Int { offsets[counts.count] }

  /// The rows of a step.
  public func rows(ofStep step: Int) -> Range<Int> { offsets[step]..<offsets[step + 1] }

  /// The last row of each sequence, `[S]`.
  public var lastRows: [Int] {
    var result = [Int](repeating: 0, count: sequenceCount)
    for (step, count) in counts.enumerated() {
      for sequence in 0..<count { result[sequence] = offsets[step] + sequence }
    }
    return result
  }
}
