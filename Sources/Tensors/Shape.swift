/// The size of a matrix, or of a stack of matrices of one size.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
  /// The number of matrices, S; 1 for a single matrix.
  public let stack: Int
  /// The number of rows of each matrix.
  public let rows: Int
  /// The number of columns of each matrix.
  public let columns: Int

  /// Creates the shape of one matrix.
  ///
  /// - Precondition: Neither number is negative.
  public init(_ rows: Int, _ columns: Int) {
    precondition(
      rows >= 0 && columns >= 0, "Shape: [\(rows), \(columns)] has a negative dimension.")
    stack = 1
    self.rows = rows
    self.columns = columns
  }

  /// Creates the shape of a stack of matrices.
  ///
  /// - Precondition: No number is negative.
  public init(_ stack: Int, _ rows: Int, _ columns: Int) {
    precondition(
      stack >= 0 && rows >= 0 && columns >= 0,
      "Shape: [\(stack), \(rows), \(columns)] has a negative dimension.")
    self.stack = stack
    self.rows = rows
    self.columns = columns
  }

  /// The number of elements.
  public var count: Int { stack * rows * columns }

  /// The shape as in "[20, 64]", or "[8, 20, 64]" for a stack.
  public var description: String {
    stack == 1 ? "[\(rows), \(columns)]" : "[\(stack), \(rows), \(columns)]"
  }

  /// The rows of all matrices together.
  var totalRows: Int { stack * rows }

  /// The number of elements of one matrix.
  var matrixCount: Int { rows * columns }

  /// Whether each dimension is 1 or that of another shape.
  func canRepeat(to other: Shape) -> Bool {
    (stack == 1 || stack == other.stack) && (rows == 1 || rows == other.rows)
      && (columns == 1 || columns == other.columns)
  }
}
