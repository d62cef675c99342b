import Gym
import Networks
import Tensors

// The arrays of a policy in files: those of its layout, with "policy/" before their names.
extension ParameterLayout {
  /// The names and sizes.
  var arrayShapes: [NamedArrays.Shape] {
    entries.map {
      NamedArrays.Shape(name: "policy/" + $0.name, shape: [$0.shape.rows, $0.shape.columns])
    }
  }

  /// The arrays of a flat vector, `[P]`.
  func arrays(of parameters: [Float]) -> [NamedArrays.Array] {
    entries.map { entry in
      NamedArrays.Array(
        name: "policy/" + entry.name, shape: [entry.shape.rows, entry.shape.columns],
        values: Array(parameters[entry.range]))
    }
  }

  /// The flat vector of some arrays, `[P]`.
  ///
  /// - Parameters:
  ///   - arrays: Have the arrays of the layout, of its sizes.
  ///   - parameters: The values of those that are missing.
  /// - Returns: The vector.
  func values(in arrays: NamedArrays, or parameters: [Float]) -> [Float] {
    var result = parameters
    for entry in entries {
      if let values = arrays["policy/" + entry.name] {
        result.replaceSubrange(entry.range, with: values)
      }
    }
    return result
  }
}

extension ActionKind {
  /// The kind of actions of a space.
  init(_ space: Space) {
    self =
      switch space {
      case .box(let low, _): .continuous(size: low.count)
      case .discrete(let count): .discrete(count: count)
      }
  }
}
