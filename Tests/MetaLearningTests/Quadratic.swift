import MetaLearning
import Tensors
import TestSupport

/// -½ (θ - c)ᵀ A (θ - c): no policy, but an objective whose every derivative is a matrix product.
struct Quadratic: InnerObjective {
  let matrix: NaiveMatrix
  let center: [Double]

  private func image(_ vector: [Double]) -> [Double] {
    matrix.times(NaiveMatrix(vector, vector.count, 1)).elements
  }

  func value(at parameters: [Double]) -> Double {
    VectorMath.dot(gradient(at: parameters), VectorMath.sum(parameters, center, times: -1)) / 2
  }

  func gradient(at parameters: [Double]) -> [Double] {
    image(VectorMath.sum(parameters, center, times: -1)).map { -$0 }
  }

  func hessianVectorProduct(at parameters: [Double], times vector: [Double]) -> [Double] {
    image(vector).map { -$0 }
  }
}
