import Tensors
import TestSupport
import Testing

struct DerivativeTests {
  @Test(arguments: DerivativeCase.all, 1...3)
  func `derivatives agree with finite differences`(operation: DerivativeCase, order: Int) {
    DerivativeCheck(operation.shapes, of: operation.function).expectMatch(
      order: order, at: operation.point, step: operation.accuracy.step,
      within: operation.accuracy.tolerance, operation.name)
  }
}
