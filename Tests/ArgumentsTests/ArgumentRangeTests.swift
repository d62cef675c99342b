import Arguments
import Testing

struct ArgumentRangeTests {
  @Test func `completes the words it must be`() {
    let ranges: [any ArgumentRange<Int>] = [1..., ...9, ..<9, 1...9, 1..<9, GreaterThan(1)]
    #expect(
      ranges.map(\.expectation) == [
        "at least 1", "at most 9", "less than 9", "between 1 and 9", "at least 1 and less than 9",
        "greater than 1",
      ])
  }

  @Test func `greater than leaves out its bound`() {
    #expect(!GreaterThan(0.5).contains(0.5))
    #expect(GreaterThan(0.5).contains(0.75))
  }

  @Test func `bounds that are whole are shown without a fraction`() {
    #expect((0.0...1.5).expectation == "between 0 and 1.5")
  }

  @Test func `both ends of a closed range are allowed`() throws {
    #expect(try parsed("train a --output b --discount 0", as: Train.self).discount == 0)
    #expect(try parsed("train a --output b --discount 1", as: Train.self).discount == 1)
  }
}
