/// Arrays and counters with names, as any file can hold them.
public struct NamedArrays: Equatable, Sendable {
  /// A named array.
  public struct Array: Equatable, Sendable {
    /// For instance "policy/layer0.weight" or "adam/firstMoment".
    public var name: String
    /// Its dimensions.
    public var shape: [Int]
    /// Its elements, row-major.
    public var values: [Float]

    /// Creates a named array.
    public init(name: String, shape: [Int], values: [Float]) {
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// The name and the dimensions of an array.
  public struct Shape: Equatable, Sendable {
    /// The name of the array.
    public var name: String
    /// Its dimensions.
    public var shape: [Int]

    /// Creates a shape.
    public init(name: String, shape: [Int]) {
      self.name = name
      self.shape = shape
    }
  }

  /// The arrays in a fixed order.
  public var arrays: [Array]
  /// Counters, for instance Adam's number of steps.
  public var counters: [String: Int]

  /// Creates a collection.
  public init(arrays: [Array] = [], counters: [String: Int] = [:]) {
    self.arrays = arrays
    self.counters = counters
  }

  /// Finds an array by name.
  public subscript(name: String) -> [Float]? {
    arrays.first { $0.name == name }?.values
  }

  /// These and others, in this order.
  ///
  /// - Precondition: No name occurs twice.
  public func adding(_ others: NamedArrays) -> NamedArrays {
    let names = arrays.map(\.name) + others.arrays.map(\.name)
    precondition(
      Set(names).count == names.count, "NamedArrays.adding: a name occurs twice among \(names).")
    return NamedArrays(
      arrays: arrays + others.arrays,
      counters: counters.merging(others.counters) { _, _ in
        preconditionFailure("NamedArrays.adding: a counter occurs twice.")
      })
  }

  /// Checks that all arrays of another collection are here with as many elements, and its counters too.
  ///
  /// - Throws: `LearnerError.stateMismatch` or `.counterMissing` about the first that is not.
  public func check(for expected: NamedArrays) throws(LearnerError) {
    for array in expected.arrays {
      let found = self[array.name]
      guard found?.count == array.values.count else {
        throw .stateMismatch(
          name: array.name, expected: array.values.count, found: found?.count)
      }
    }
    for name in expected.counters.keys.sorted() where counters[name] == nil {
      throw .counterMissing(name: name)
    }
  }
}
