package import Tensors

/// The parameters of a layout as tensors, one for each entry.
///
/// They are constants, variables, or results of recorded operations: a recorded forward pass is
/// differentiated through them, so another network may have generated them.
package struct ParameterTensors<Scalar: TensorScalar> {
  /// One tensor for each entry of the layout, in order.
  package let tensors: [Tensor<Scalar>]

  /// Takes one tensor for each entry.
  ///
  /// - Precondition: The count and the shapes are those of the entries.
  package init(_ tensors: [Tensor<Scalar>], layout: ParameterLayout) {
    Self.check(tensors, layout)
    self.tensors = tensors
  }

  /// Cuts a flat vector into constants.
  ///
  /// - Precondition: The vector has `layout.count` elements.
  package init(constants vector: [Scalar], layout: ParameterLayout) {
    layout.checkCount(vector.count)
    tensors = layout.entries.map { Tensor(vector[$0.range], shape: $0.shape) }
  }

  /// Cuts a flat vector into variables.
  ///
  /// - Precondition: The vector has `layout.count` elements.
  package init(variables vector: [Scalar], layout: ParameterLayout) {
    layout.checkCount(vector.count)
    tensors = layout.entries.map { Tensor(variable: vector[$0.range], shape: $0.shape) }
  }

  /// The tensor of an entry.
  ///
  /// - Precondition: The entry is of the layout.
  package subscript(entry: ParameterLayout.Entry) -> Tensor<Scalar> { tensors[entry.index] }

  fileprivate static func check(_ tensors: [Tensor<Scalar>], _ layout: ParameterLayout) {
    precondition(
      tensors.count == layout.entries.count,
      "ParameterLayout: \(tensors.count) tensors, but \(layout.entries.count) entries.")
    for (tensor, entry) in zip(tensors, layout.entries) {
      precondition(
        tensor.shape == entry.shape,
        "ParameterLayout: a tensor of \(tensor.shape) for '\(entry.name)' of \(entry.shape).")
    }
  }
}

extension ParameterLayout {
  /// Adds tensors, for instance gradients, to a flat vector.
  ///
  /// - Parameters:
  ///   - tensors: One for each entry.
  ///   - vector: Receives the sums, `[P]`.
  /// - Precondition: The shapes are those of the entries; the vector has `count` elements.
  package func add<Scalar: TensorScalar>(_ tensors: [Tensor<Scalar>], to vector: inout [Scalar]) {
    checkCount(vector.count)
    ParameterTensors.check(tensors, self)
    for (tensor, entry) in zip(tensors, entries) {
      tensor.add(to: &vector, at: entry.range.lowerBound)
    }
  }
}
