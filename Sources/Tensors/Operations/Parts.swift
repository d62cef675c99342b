/// A range of the matrices, rows or columns of a tensor.
struct Part {
  /// What the range counts.
  enum Dimension {
    case matrices, rows, columns
  }

  let dimension: Dimension
  let range: Range<Int>

  /// The shape of this part of a tensor.
  func shape(of whole: Shape) -> Shape { whole.with(dimension, range.count) }

  /// Copies the part out of a whole.
  func copy<Scalar>(
    of whole: Buffer<Scalar>, _ shape: Shape, to part: Buffer<Scalar>
  ) {
    let runs = Runs(self, of: shape)
    for index in 0..<runs.count {
      unsafe (part.pointer + index * runs.length).initialize(
        from: whole.pointer + runs.start(index), count: runs.length)
    }
  }

  /// Writes the part of a whole.
  func write<Scalar>(_ part: Buffer<Scalar>, to whole: Buffer<Scalar>, _ shape: Shape) {
    let runs = Runs(self, of: shape)
    for index in 0..<runs.count {
      unsafe (whole.pointer + runs.start(index)).initialize(
        from: part.pointer + index * runs.length, count: runs.length)
    }
  }

  /// Adds to the part of a whole.
  func add<Scalar>(_ part: Buffer<Scalar>, to whole: Buffer<Scalar>, _ shape: Shape) {
    let runs = Runs(self, of: shape)
    for index in 0..<runs.count {
      unsafe Scalar.addScaled(
        part.pointer + index * runs.length, by: 1, to: whole.pointer + runs.start(index),
        runs.length)
    }
  }

  /// Where the elements of a part lie: stretches of one length at equal distances.
  private struct Runs {
    let count: Int
    let length: Int
    private let distance: Int
    private let offset: Int

    init(_ part: Part, of shape: Shape) {
      let (outer, size, inner) =
        switch part.dimension {
        case .matrices: (1, shape.stack, shape.matrixCount)
        case .rows: (shape.stack, shape.rows, shape.columns)
        case .columns: (shape.totalRows, shape.columns, 1)
        }
      count = outer
      length = part.range.count * inner
      distance = size * inner
      offset = part.range.lowerBound * inner
    }

    func start(_ index: Int) -> Int { offset + index * distance }
  }
}

extension Shape {
  /// The size along a dimension.
  fileprivate subscript(dimension: Part.Dimension) -> Int {
    switch dimension {
    case .matrices: stack
    case .rows: rows
    case .columns: columns
    }
  }

  /// The same shape but for one dimension.
  fileprivate func with(_ dimension: Part.Dimension, _ size: Int) -> Shape {
    switch dimension {
    case .matrices: Shape(size, rows, columns)
    case .rows: Shape(stack, size, columns)
    case .columns: Shape(stack, rows, size)
    }
  }
}

extension Tensor {
  /// Some rows of each matrix, differentiable.
  ///
  /// - Parameter range: Which rows, n of them.
  /// - Returns: `[S, n, columns]`.
  /// - Precondition: The range lies within the rows.
  public func rows(_ range: Range<Int>) -> Tensor { part(Part(dimension: .rows, range: range)) }

  /// Some columns of each matrix, differentiable.
  ///
  /// - Parameter range: Which columns, n of them.
  /// - Returns: `[S, rows, n]`.
  /// - Precondition: The range lies within the columns.
  public func columns(_ range: Range<Int>) -> Tensor {
    part(Part(dimension: .columns, range: range))
  }

  /// Some matrices of a stack, differentiable.
  ///
  /// - Parameter range: Which matrices, n of them.
  /// - Returns: `[n, rows, columns]`.
  /// - Precondition: The range lies within the stack.
  public func matrices(_ range: Range<Int>) -> Tensor {
    part(Part(dimension: .matrices, range: range))
  }

  /// The same elements in the same order with another shape.
  ///
  /// For instance a batch `[S · rows, columns]` becomes a stack `[S, rows, columns]`. The result shares
  /// the memory of this tensor.
  ///
  /// - Parameter target: The shape of the result.
  /// - Returns: A tensor of that shape.
  /// - Precondition: The shape has as many elements.
  public func reshaped(to target: Shape) -> Tensor {
    if target == shape { return self }
    precondition(
      target.count == shape.count,
      "Tensor.reshaped: \(shape) has \(shape.count) elements, but \(target) has \(target.count).")
    guard ThreadContext.isRecording, node.isVariable else {
      return Tensor(Node(sharing: node, shape: target))
    }
    return Tensor(
      Node(
        sharing: node, shape: target,
        pullback: { [shape] in Operands($0.gradient.reshaped(to: shape)) }))
  }

  /// Puts the rows of several matrices, or of stacks of equal height, below each other.
  ///
  /// - Parameter parts: At least one, all with as many matrices and columns.
  /// - Returns: `[S, sum of rows, columns]`.
  /// - Precondition: The shapes fit.
  public static func concatenating(rows parts: [Tensor]) -> Tensor {
    concatenating(parts, .rows)
  }

  /// Puts the columns of several matrices, or of stacks of equal height, side by side.
  ///
  /// - Parameter parts: At least one, all with as many matrices and rows.
  /// - Returns: `[S, rows, sum of columns]`.
  /// - Precondition: The shapes fit.
  public static func concatenating(columns parts: [Tensor]) -> Tensor {
    concatenating(parts, .columns)
  }

  /// Puts matrices, or the matrices of several stacks, into one stack.
  ///
  /// - Parameter parts: At least one, all with as many rows and columns.
  /// - Returns: `[sum of S, rows, columns]`.
  /// - Precondition: The shapes fit.
  public static func concatenating(matrices parts: [Tensor]) -> Tensor {
    concatenating(parts, .matrices)
  }

  private func part(_ part: Part) -> Tensor {
    precondition(
      part.range.lowerBound >= 0 && part.range.upperBound <= shape[part.dimension],
      "Tensor.\(part.dimension): \(part.range) of \(shape[part.dimension]) \(part.dimension).")
    if part.range.count == shape[part.dimension] { return self }
    return Tensor.record(
      shape: part.shape(of: shape), inputs: Operands(self), addsInPlace: true,
      fill: { result in
        part.copy(of: node.buffer, shape, to: result)
      },
      pullback: { [shape] incoming in
        guard let total = incoming.inputGradient else {
          return Operands(incoming.gradient.padded(to: shape, around: part))
        }
        part.add(incoming.gradient.node.buffer, to: total.node.buffer, shape)
        return Operands(nil)
      })
  }

  /// A whole of zeros but for a part, which is this tensor.
  private func padded(to whole: Shape, around part: Part) -> Tensor {
    Tensor.record(
      shape: whole, inputs: Operands(self),
      fill: { result in
        unsafe result.pointer.initialize(repeating: 0, count: result.count)
        part.write(node.buffer, to: result, whole)
      },
      pullback: {
        Operands($0.gradient.part(part))
      })
  }

  private static func concatenating(_ tensors: [Tensor], _ dimension: Part.Dimension) -> Tensor {
    precondition(!tensors.isEmpty, "Tensor.concatenating: no \(dimension) to put together.")
    if tensors.count == 1 { return tensors[0] }
    let first = tensors[0].shape.with(dimension, 0)
    if let other = tensors.first(where: { $0.shape.with(dimension, 0) != first }) {
      preconditionFailure(
        "Tensor.concatenating: \(dimension) of \(tensors[0].shape) and \(other.shape).")
    }
    var parts: [Part] = []
    var count = 0
    for tensor in tensors {
      let size = tensor.shape[dimension]
      parts.append(Part(dimension: dimension, range: count..<count + size))
      count += size
    }
    let shape = first.with(dimension, count)
    return record(
      shape: shape, inputs: Operands(tensors),
      fill: { result in
        for (part, tensor) in zip(parts, tensors) {
          part.write(tensor.node.buffer, to: result, shape)
        }
      },
      pullback: { incoming in
        Operands(
          parts.indices.map { incoming.isNeeded[$0] ? incoming.gradient.part(parts[$0]) : nil })
      })
  }
}
