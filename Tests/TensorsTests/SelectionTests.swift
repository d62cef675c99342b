import Tensors
import TestSupport
import Testing

/// Elements taken out of rows, against numbers worked out by hand.
struct SelectionTests {
  @Test func `one element of each row is taken, or any number of a single row`() {
    let rows = Tensor<Float>([1, 2, 3, 4, 5, 6], shape: Shape(2, 3))
    #expect(rows.selecting(columns: [2, 0]).elements == [3, 4])
    let row = Tensor<Float>([1, 2, 3], shape: Shape(1, 3))
    #expect(row.selecting(columns: [2]).elements == [3])
    let taken = row.selecting(columns: [2, 0, 2, 1])
    #expect(taken.shape == Shape(4, 1))
    #expect(taken.elements == [3, 1, 3, 2])
    #expect(row.selecting(columns: []).shape == Shape(0, 1))
  }

  @Test func `what is taken from one place several times has the sum of their gradients`() {
    let row = Tensor<Double>(variable: [1, 2, 3, 4], shape: Shape(1, 4))
    let weights = Tensor<Double>([5, 7, 11], shape: Shape(3, 1))
    let taken = row.selecting(columns: [3, 0, 3])
    let slope = gradients(of: [taken], withRespectTo: [row], cotangents: [weights])[0]
    #expect(slope.shape == Shape(1, 4))
    #expect(slope.elements == [7, 0, 0, 16])
  }
}
