public import Tensors

/// One pass of a block of observations through a network, and how gradients go back through it.
public struct MLPPass<Scalar: TensorScalar> {
  let network: MLPNetwork<Scalar>
  /// What entered each layer: the observations, then the values of the hidden layers.
  let inputs: [Tensor<Scalar>]
  /// What came out, `[B, outputs]`.
  public let output: Tensor<Scalar>

  /// Carries a gradient back from the outputs to the parameters: adds Jᵀ u.
  ///
  /// - Parameters:
  ///   - outputGradient: u, `[B, outputs]`.
  ///   - total: A flat vector of the policy's layout; receives the sum.
  public func addPullback(of outputGradient: Tensor<Scalar>, to total: inout [Scalar]) {
    addPullback(of: gradients(of: outputGradient), to: &total)
  }

  /// Carries a gradient that has been carried back through the layers on to the parameters.
  ///
  /// - Parameters:
  ///   - gradients: What `gradients(of:)` gave.
  ///   - total: A flat vector of the policy's layout; receives the sum.
  public func addPullback(of gradients: MLPGradients<Scalar>, to total: inout [Scalar]) {
    withoutRecording {
      for index in inputs.indices {
        let gradient = gradients.ofSums[index]
        let biasGradient = addGradient(
          Tensor.product(inputs[index], gradient, isLeftTransposed: true), of: gradient,
          layer: index, to: &total)
        if index == 0 { addContextGradient(of: biasGradient, to: &total) }
      }
    }
  }

  /// Carries a gradient back through the layers and keeps it at each of them.
  ///
  /// - Parameter outputGradient: u, `[B, outputs]`.
  /// - Returns: The gradients that `MLPTangent` needs to tell how the pullback of u changes.
  public func gradients(of outputGradient: Tensor<Scalar>) -> MLPGradients<Scalar> {
    withoutRecording {
      var ofSums = [outputGradient]
      var ofValues: [Tensor<Scalar>] = []
      for index in inputs.indices.dropFirst().reversed() {
        ofValues.append(
          Tensor.product(ofSums[ofSums.count - 1], network.layers[index].transposedWeight))
        ofSums.append(
          network.policy.activation.timesSlope(
            ofValues[ofValues.count - 1], ofValue: inputs[index]))
      }
      return MLPGradients(ofSums: ofSums.reversed(), ofValues: ofValues.reversed())
    }
  }

  /// Carries a small change of the parameters forward to the outputs: J t.
  ///
  /// - Parameter direction: t, as the layers of a network.
  /// - Returns: The change of the outputs, with everything needed to go back.
  /// - Precondition: The direction is of the same architecture.
  public func pushforward(_ direction: MLPNetwork<Scalar>) -> MLPTangent<Scalar> {
    precondition(
      direction.policy.layout.count == network.policy.layout.count
        && direction.layers.count == network.layers.count,
      "MLPPass: a direction of \(direction.policy.layout.count) parameters for a network of"
        + " \(network.policy.layout.count).")
    return withoutRecording {
      var changes: [Tensor<Scalar>?] = [nil]
      for index in network.layers.indices.dropLast() {
        let sum = change(ofLayer: index, along: direction, input: changes[index])
        changes.append(
          network.policy.activation.timesSlope(sum, ofValue: inputs[index + 1]))
      }
      let last = network.layers.count - 1
      return MLPTangent(
        pass: self, direction: direction, inputChanges: changes,
        outputChange: change(ofLayer: last, along: direction, input: changes[last]))
    }
  }

  /// How x W + b changes: x Ẇ + ḃ + ẋ W.
  private func change(
    ofLayer index: Int, along direction: MLPNetwork<Scalar>, input: Tensor<Scalar>?
  ) -> Tensor<Scalar> {
    let layer = direction.layers[index]
    let bias = index == 0 ? firstBiasChange(along: direction) : layer.bias
    var sum = Tensor.affine(inputs[index], weight: layer.weight, bias: bias)
    if let input { sum.add(productOf: input, network.layers[index].weight) }
    return sum
  }

  /// How z U + b changes: ż U + z U̇ + ḃ.
  private func firstBiasChange(along direction: MLPNetwork<Scalar>) -> Tensor<Scalar> {
    guard let context = network.context, let change = direction.context else {
      return direction.layers[0].bias
    }
    return Tensor.affine(change.vector, weight: context.layer.weight, bias: change.layer.bias)
      + Tensor.product(context.vector, change.layer.weight)
  }

  /// Adds the gradients of a layer's parameters, and gives that of its bias.
  @discardableResult
  func addGradient(
    _ weightGradient: Tensor<Scalar>, of gradient: Tensor<Scalar>, layer index: Int,
    to total: inout [Scalar]
  ) -> Tensor<Scalar> {
    let entries = network.policy.layout.entries
    let biasGradient = gradient.sum(to: network.layers[index].bias.shape)
    weightGradient.add(to: &total, at: entries[2 * index].range.lowerBound)
    biasGradient.add(to: &total, at: entries[2 * index + 1].range.lowerBound)
    return biasGradient
  }

  private func addContextGradient(of gradient: Tensor<Scalar>, to total: inout [Scalar]) {
    guard let context = network.context else { return }
    addContext(
      vector: Tensor.product(gradient, context.layer.transposedWeight),
      weight: Tensor.product(context.vector, gradient, isLeftTransposed: true), to: &total)
  }

  /// Adds to what belongs to the context, the last two entries of the layout.
  func addContext(
    vector: Tensor<Scalar>, weight: Tensor<Scalar>, to total: inout [Scalar]
  ) {
    let entries = network.policy.layout.entries
    vector.add(to: &total, at: entries[entries.count - 2].range.lowerBound)
    weight.add(to: &total, at: entries[entries.count - 1].range.lowerBound)
  }
}

/// The gradient at each layer of a pass.
public struct MLPGradients<Scalar: TensorScalar> {
  /// With respect to x W + b of each layer.
  let ofSums: [Tensor<Scalar>]
  /// With respect to the values of each hidden layer.
  let ofValues: [Tensor<Scalar>]
}
