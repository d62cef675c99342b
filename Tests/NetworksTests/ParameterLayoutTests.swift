import Networks
import Tensors
import TestSupport
import Testing

struct ParameterLayoutTests {
  private var layout: ParameterLayout {
    var layout = ParameterLayout()
    layout.append("first.weight", Shape(2, 3))
    layout.append("first.bias", Shape(1, 3))
    layout.append("scale", Shape(1, 1))
    return layout
  }

  @Test func `arrays follow each other without gaps`() {
    #expect(layout.entries.map(\.name) == ["first.weight", "first.bias", "scale"])
    #expect(layout.entries.map(\.range) == [0..<6, 6..<9, 9..<10])
    #expect(layout.entries.map(\.shape) == [Shape(2, 3), Shape(1, 3), Shape(1, 1)])
    #expect(layout.count == 10)
    #expect(ParameterLayout().count == 0)
  }

  @Test func `a parameter is named by its array, row and column`() {
    #expect(layout.name(ofParameter: 0) == "first.weight[0, 0]")
    #expect(layout.name(ofParameter: 5) == "first.weight[1, 2]")
    #expect(layout.name(ofParameter: 7) == "first.bias[0, 1]")
    #expect(layout.name(ofParameter: 9) == "scale[0, 0]")
    #expect(layout.name(ofParameter: 10) == "parameter 10")
  }

  @Test func `a vector is cut into tensors and put together again`() {
    let vector = uniformNumbers(10, seed: 1)
    for tensors in [layout.variables(vector), layout.constants(vector)] {
      #expect(tensors.map(\.shape) == layout.entries.map(\.shape))
      var sum = [Double](repeating: 0, count: 10)
      layout.add(tensors, to: &sum)
      #expect(sum == vector)
      layout.add(tensors, to: &sum)
      #expect(sum == vector.map { 2 * $0 })
    }
  }

  @Test func `variables can be differentiated and constants not`() async {
    let variables = layout.variables(uniformNumbers(10, seed: 2))
    let total = variables.map(\.sum).reduce(Tensor(repeating: 0, shape: Shape(1, 1))) { $0 + $1 }
    var gradient = [Double](repeating: 0, count: 10)
    layout.add(gradients(of: [total], withRespectTo: variables), to: &gradient)
    #expect(gradient == [Double](repeating: 1, count: 10))
    await #expect(processExitsWith: .failure) {
      var layout = ParameterLayout()
      layout.append("scale", Shape(1, 1))
      let constants = layout.constants([1.0])
      _ = gradients(of: constants, withRespectTo: constants)
    }
  }

  @Test func `what does not fit is refused`() async {
    await #expect(processExitsWith: .failure) {
      var layout = ParameterLayout()
      layout.append("weight", Shape(2, 3))
      _ = layout.variables([1.0, 2])
    }
    await #expect(processExitsWith: .failure) {
      var layout = ParameterLayout()
      layout.append("weight", Shape(2, 3))
      _ = layout.constants([Float](repeating: 1, count: 7))
    }
    await #expect(processExitsWith: .failure) {
      var layout = ParameterLayout()
      layout.append("weight", Shape(2, 3))
      var vector = [Double](repeating: 0, count: 6)
      layout.add([Tensor(repeating: 1, shape: Shape(3, 2))], to: &vector)
    }
    await #expect(processExitsWith: .failure) {
      var layout = ParameterLayout()
      layout.append("weight", Shape(2, 3))
      var vector = [Double](repeating: 0, count: 6)
      layout.add([], to: &vector)
    }
  }
}
