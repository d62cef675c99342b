import Tensors
import Testing

struct TensorTests {
  @Test func `elements are kept row by row`() {
    let tensor = Tensor<Float>([1, 2, 3, 4, 5, 6], shape: Shape(2, 3))
    #expect(tensor.shape == Shape(2, 3))
    #expect(tensor.shape.count == 6)
    #expect(tensor.shape.description == "[2, 3]")
    #expect(tensor.elements == [1, 2, 3, 4, 5, 6])
    #expect(tensor.rowSums.elements == [6, 15])
  }

  @Test func `part of an array makes a tensor`() {
    let numbers = [0.0, 1, 2, 3, 4, 5]
    #expect(Tensor(numbers[2..<5], shape: Shape(3, 1)).elements == [2, 3, 4])
    #expect(Tensor(variable: numbers[4...], shape: Shape(1, 2)).elements == [4, 5])
    #expect(Tensor(numbers[3..<3], shape: Shape(0, 4)).elements == [])
    #expect(Tensor<Double>(repeating: 7, shape: Shape(1, 3)).elements == [7, 7, 7])
    #expect(Tensor<Double>([9], shape: Shape(1, 1)).scalar == 9)
  }

  @Test func `a tensor does not follow the array it was made of`() {
    var numbers = [1.0, 2]
    let tensor = Tensor(numbers, shape: Shape(1, 2))
    numbers[0] = 5
    #expect(tensor.elements == [1, 2])
    var read = tensor.elements
    read[1] = 6
    #expect(tensor.elements == [1, 2])
  }

  @Test func `elements are added to a stretch of an array`() {
    let tensor = Tensor<Double>([1, 2, 3], shape: Shape(3, 1))
    var target = [10.0, 20, 30, 40, 50]
    tensor.add(to: &target, at: 2)
    #expect(target == [10, 20, 31, 42, 53])
    tensor.add(to: &target, at: 0, times: -2)
    #expect(target == [8, 16, 25, 42, 53])
    var empty: [Double] = []
    Tensor<Double>([], shape: Shape(0, 3)).add(to: &empty, at: 0)
    #expect(empty.isEmpty)
  }

  @Test func `counts that do not fit are refused`() async {
    await #expect(processExitsWith: .failure) { _ = Tensor<Float>([1, 2], shape: Shape(1, 3)) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(variable: [1, 2, 3, 4][1...], shape: Shape(2, 2))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>([1, 2], shape: Shape(1, 2)).scalar
    }
    await #expect(processExitsWith: .failure) {
      var target: [Float] = [1, 2, 3]
      Tensor([1, 2], shape: Shape(1, 2)).add(to: &target, at: 2)
    }
    await #expect(processExitsWith: .failure) {
      var target: [Float] = [1, 2, 3]
      Tensor([1, 2], shape: Shape(1, 2)).add(to: &target, at: -1)
    }
  }

  @Test func `a shape has no negative dimension`() async {
    // Their product is positive and fits the count.
    await #expect(processExitsWith: .failure) { _ = Tensor<Float>([1, 2], shape: Shape(-1, -2)) }
    await #expect(processExitsWith: .failure) { _ = Shape(3, -1) }
  }
}
