import Tensors

/// An embedding z and the weights U by which it enters the first layer of an MLP, at given parameters.
///
/// The embedding is appended to each row. Since it is the same for all rows, what it adds to the first
/// layer is computed once, as one more bias: x W + z U + b.
struct MLPEmbedding<Scalar: TensorScalar> {
  private let entries: MLP.Embedding
  private let vector: Tensor<Scalar>
  private let weight: Tensor<Scalar>
  private let transposedWeight: Tensor<Scalar>?
  private let bias: Tensor<Scalar>

  init(
    _ entries: MLP.Embedding, vector: Tensor<Scalar>, weight: Tensor<Scalar>, bias: Tensor<Scalar>,
    goesBack: Bool
  ) {
    self.entries = entries
    self.vector = vector
    self.weight = weight
    self.bias = bias
    transposedWeight = goesBack ? weight.transposed : nil
  }

  /// z U + b, `[1, H]`.
  var shiftedBias: Tensor<Scalar> { Tensor.affine(vector, weight: weight, bias: bias) }

  /// The change of `shiftedBias`: ż U + z U̇ + ḃ.
  func shiftedBiasChange(along direction: MLPEmbedding) -> Tensor<Scalar> {
    Tensor.affine(direction.vector, weight: weight, bias: direction.bias)
      + Tensor.product(vector, direction.weight)
  }

  /// Adds the gradients of z and U, given that of the shifted bias, g: g Uᵀ and zᵀ g.
  func addPullback(of gradient: Tensor<Scalar>, to total: inout [Scalar]) {
    add(
      vector: Tensor.product(gradient, weightForGradients),
      weight: Tensor.product(vector, gradient, isLeftTransposed: true), to: &total)
  }

  /// Adds the changes of what `addPullback` adds, as g and the parameters change.
  func addPullbackChange(
    of gradient: Tensor<Scalar>, changingBy change: Tensor<Scalar>, along direction: MLPEmbedding,
    to total: inout [Scalar]
  ) {
    var vectorChange = Tensor.product(change, weightForGradients)
    vectorChange.add(productOf: gradient, direction.weightForGradients)
    var weightChange = Tensor.product(vector, change, isLeftTransposed: true)
    weightChange.add(productOf: direction.vector, gradient, isLeftTransposed: true)
    add(vector: vectorChange, weight: weightChange, to: &total)
  }

  private func add(vector: Tensor<Scalar>, weight: Tensor<Scalar>, to total: inout [Scalar]) {
    vector.add(to: &total, at: entries.vector.range.lowerBound)
    weight.add(to: &total, at: entries.weight.range.lowerBound)
  }

  private var weightForGradients: Tensor<Scalar> {
    guard let transposedWeight else {
      preconditionFailure("MLPEmbedding: a gradient goes back through a forward-only network.")
    }
    return transposedWeight
  }
}
