package import Numerics
package import Tensors

/// An architecture: how rows of numbers become rows of outputs, given parameters that are kept apart.
///
/// A network appends its arrays to a `ParameterLayout`, which may hold other arrays as well, and keeps
/// the entries. It has up to three forms, which tests hold to each other:
///
/// - `outputs` is recorded, so derivatives of any order exist, also through generated parameters;
/// - a `NetworkStepper` acts step by step and allocates nothing;
/// - `NetworkPasses` and, over whole sequences, `SequencePasses`, where an architecture has them written
///   out, carry derivatives through it faster than the recorded form. `Policy` finds them.
package protocol Network: Equatable, Sendable {
  /// The numbers of a row that enter, I.
  var inputSize: Int { get }
  /// The numbers of a row that come out.
  var outputSize: Int { get }
  /// The widths of the inner layers: what a pass keeps of each row.
  var hiddenSizes: [Int] { get }
  /// The numbers that a copy remembers from one step to the next, M; 0 for a feed-forward network.
  var memorySize: Int { get }
  /// The parameters of the last layer in the flat vector: what ANIL adapts.
  var lastLayerRange: Range<Int> { get }

  /// Appends weights by which an embedding enters.
  ///
  /// - Parameters:
  ///   - embedding: The entry of the embedding, `[1, C]`: C numbers that are appended to each row.
  ///   - layout: Receives the weights.
  mutating func appendEmbedding(
    _ embedding: ParameterLayout.Entry, to layout: inout ParameterLayout)

  /// Draws the initial values of the network's own entries.
  ///
  /// - Parameters:
  ///   - parameters: A flat vector of the layout; only the network's entries are written.
  ///   - key: The address of the draw.
  func fillInitialParameters<Scalar: TensorScalar>(_ parameters: inout [Scalar], key: RandomKey)

  /// Computes outputs by recorded operations.
  ///
  /// - Parameters:
  ///   - rows: What enters.
  ///   - parameters: The tensors of the layout; variables or results of recorded operations where
  ///     derivatives are wanted.
  /// - Returns: `[B, outputs]`.
  func outputs<Scalar: TensorScalar>(
    _ rows: NetworkRows<Scalar>, _ parameters: ParameterTensors<Scalar>
  ) -> Tensor<Scalar>

  /// Makes what acts with these parameters.
  ///
  /// - Parameter parameters: A flat vector of the layout.
  /// - Returns: The stepper, before any copy has begun.
  func makeStepper<Scalar: TensorScalar>(_ parameters: [Scalar]) -> any NetworkStepper<Scalar>

  /// Prepares the network at given parameters for whole sequences.
  ///
  /// - Parameters:
  ///   - parameters: A flat vector of the layout.
  ///   - layout: The layout that has its entries.
  /// - Returns: Its first-order passes; by default those of the recorded form.
  func makeSequencePasses<Scalar: TensorScalar>(
    _ parameters: [Scalar], layout: ParameterLayout
  ) -> any SequencePasses<Scalar>
}

extension Network {
  /// Refuses: not every architecture takes an embedding.
  package mutating func appendEmbedding(
    _ embedding: ParameterLayout.Entry, to layout: inout ParameterLayout
  ) {
    preconditionFailure("\(Self.self): this architecture takes no embedding.")
  }

  package func makeSequencePasses<Scalar: TensorScalar>(
    _ parameters: [Scalar], layout: ParameterLayout
  ) -> any SequencePasses<Scalar> {
    RecordedSequencePasses(self, layout: layout, parameters: parameters)
  }

  func isEqual(to other: any Network) -> Bool { other as? Self == self }
}

/// Rows that enter a network, and which of them follow each other.
///
/// The rows of a sequence are the steps of one copy in the order they were taken: all episodes of a
/// trial, one after the other. Memory is carried from row to row and begins anew with each sequence.
package struct NetworkRows<Scalar: TensorScalar> {
  /// `[B, I]`.
  package let inputs: Tensor<Scalar>
  /// The first row of each sequence, and B at the end, `[S + 1]`; `nil` if each row is a sequence.
  package let offsets: [Int]?

  /// Creates rows.
  ///
  /// - Precondition: Offsets ascend from 0 to B.
  package init(_ inputs: Tensor<Scalar>, offsets: [Int]? = nil) {
    if let offsets {
      precondition(
        offsets.first == 0 && offsets.last == inputs.shape.rows
          && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 },
        "NetworkRows: sequences that begin at \(offsets) of \(inputs.shape.rows) rows.")
    }
    self.inputs = inputs
    self.offsets = offsets
  }
}

/// A network at given parameters that acts: it goes one step forward with copies that run side by side.
///
/// It allocates nothing after `begin`.
package protocol NetworkStepper<Scalar>: Sendable {
  /// The precision.
  associatedtype Scalar: TensorScalar

  /// Makes room for copies and gives each the initial memory.
  ///
  /// - Parameter copyCount: The number of copies, E.
  mutating func begin(copyCount: Int)

  /// What each copy remembers, `[E, M]` row-major; empty without a memory.
  var memory: [Scalar] { get set }

  /// Computes the outputs of some copies and changes their memory; the others keep theirs.
  ///
  /// - Parameters:
  ///   - input: `[n, I]` in front; elements behind them are ignored.
  ///   - copies: The numbers of the copies, ascending, each below E, `[n]`.
  ///   - output: Receives `[n, outputs]` in front; elements behind them are left alone.
  mutating func step(_ input: [Scalar], copies: [Int], into output: inout [Scalar])
}

extension NetworkStepper {
  /// None.
  package var memory: [Scalar] {
    get { [] }
    set { precondition(newValue.isEmpty, "NetworkStepper: a memory for a network without one.") }
  }
}
