/// A matrix and its arithmetic in the most obvious form, to compare the fast one with.
public struct NaiveMatrix: Equatable, Sendable {
  /// How many rows.
  public let rows: Int
  /// How many columns.
  public let columns: Int
  /// The values, row-major.
  public let elements: [Double]

  /// Creates a matrix of row-major values.
  public init(_ elements: [Double], _ rows: Int, _ columns: Int) {
    precondition(elements.count == rows * columns, "NaiveMatrix: a wrong number of elements.")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Creates a matrix by a function of row and column.
  public init(_ rows: Int, _ columns: Int, _ element: (Int, Int) -> Double) {
    var elements: [Double] = []
    for row in 0..<rows { for column in 0..<columns { elements.append(element(row, column)) } }
    self.init(elements, rows, columns)
  }

  /// Reads one element.
  public subscript(row: Int, column: Int) -> Double { elements[row * columns + column] }

  /// Rows for columns.
  public var transposed: NaiveMatrix { NaiveMatrix(columns, rows) { self[$1, $0] } }

  /// Applies a function to each element.
  public func map(_ function: (Double) -> Double) -> NaiveMatrix {
    NaiveMatrix(elements.map(function), rows, columns)
  }

  /// Multiplies by a matrix, summing in order.
  public func times(_ other: NaiveMatrix) -> NaiveMatrix {
    NaiveMatrix(rows, other.columns) { row, column in
      (0..<columns).reduce(0) { $0 + self[row, $1] * other[$1, column] }
    }
  }

  /// Adds a row to each row.
  public func plus(row: [Double]) -> NaiveMatrix {
    NaiveMatrix(rows, columns) { self[$0, $1] + row[$1] }
  }
}
