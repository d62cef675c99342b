package import Tensors

/// One pass of rows through an MLP, and how gradients go back through it.
package struct MLPPass<Scalar: TensorScalar>: NetworkPass {
  let passes: MLPPasses<Scalar>
  /// The inputs of each layer: the rows, then the values of the hidden layers.
  let inputs: [Tensor<Scalar>]
  package let output: Tensor<Scalar>

  @_specialize(where Scalar == Float)
  package func gradients(of outputGradient: Tensor<Scalar>) -> MLPGradients<Scalar> {
    withoutRecording {
      var ofSums = [outputGradient]
      var ofValues: [Tensor<Scalar>] = []
      for index in inputs.indices.dropFirst().reversed() {
        ofValues.append(
          Tensor.product(ofSums[ofSums.count - 1], passes.layers[index].transposedWeight))
        ofSums.append(
          passes.network.activation.timesSlope(
            ofValues[ofValues.count - 1], ofValue: inputs[index]))
      }
      return MLPGradients(ofSums: ofSums.reversed(), ofValues: ofValues.reversed())
    }
  }

  @_specialize(where Scalar == Float)
  package func addPullback(of gradients: MLPGradients<Scalar>, to total: inout [Scalar]) {
    withoutRecording {
      for index in inputs.indices {
        let gradient = gradients.ofSums[index]
        let biasGradient = addGradients(
          weight: Tensor.product(inputs[index], gradient, isLeftTransposed: true), sums: gradient,
          ofLayer: index, to: &total)
        if index == 0 { passes.embedding?.addPullback(of: biasGradient, to: &total) }
      }
    }
  }

  /// Carries a small change of the parameters forward to the outputs: J t.
  ///
  /// - Precondition: The direction is of the same architecture.
  @_specialize(where Scalar == Float)
  package func pushforward(_ direction: MLPPasses<Scalar>) -> MLPTangent<Scalar> {
    precondition(
      direction.network == passes.network,
      "MLPPass: a direction with layers of \(direction.network.hiddenSizes) for a network with layers"
        + " of \(passes.network.hiddenSizes), or with other parameters.")
    return withoutRecording {
      var changes: [Tensor<Scalar>?] = [nil]
      for index in passes.layers.indices.dropLast() {
        let sum = change(ofLayer: index, along: direction, input: changes[index])
        changes.append(
          passes.network.activation.timesSlope(sum, ofValue: inputs[index + 1]))
      }
      let last = passes.layers.count - 1
      return MLPTangent(
        pass: self, direction: direction, inputChanges: changes,
        outputChange: change(ofLayer: last, along: direction, input: changes[last]))
    }
  }

  /// The change of x W + b: x Ẇ + ḃ + ẋ W.
  private func change(
    ofLayer index: Int, along direction: MLPPasses<Scalar>, input: Tensor<Scalar>?
  ) -> Tensor<Scalar> {
    let layer = direction.layers[index]
    var bias = layer.bias
    if index == 0, let embedding = passes.embedding, let change = direction.embedding {
      bias = embedding.shiftedBiasChange(along: change)
    }
    var sum = Tensor.affine(inputs[index], weight: layer.weight, bias: bias)
    if let input { sum.add(productOf: input, passes.layers[index].weight) }
    return sum
  }

  /// Adds the gradients of a layer's parameters.
  ///
  /// - Parameters:
  ///   - weight: The gradient of W.
  ///   - sums: The gradient of x W + b, `[B, outputs]`.
  ///   - index: The layer.
  ///   - total: A flat vector of the layout; receives the sum.
  /// - Returns: The gradient of the bias, `[1, outputs]`.
  func addGradients(
    weight: Tensor<Scalar>, sums: Tensor<Scalar>, ofLayer index: Int, to total: inout [Scalar]
  ) -> Tensor<Scalar> {
    let layer = passes.layers[index]
    let bias = sums.sum(to: layer.bias.shape)
    weight.add(to: &total, at: layer.entries.weight.range.lowerBound)
    bias.add(to: &total, at: layer.entries.bias.range.lowerBound)
    return bias
  }
}

/// The gradient at each layer of a pass.
package struct MLPGradients<Scalar: TensorScalar> {
  /// With respect to x W + b of each layer.
  let ofSums: [Tensor<Scalar>]
  /// With respect to the values of each hidden layer.
  let ofValues: [Tensor<Scalar>]
}
