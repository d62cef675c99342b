import Testing
import Wording

struct WrappedTextTests {
  @Test func `lines end before the width does`() {
    #expect(wrapped("one two three four", width: 9) == ["one two", "three", "four"])
    #expect(wrapped("one two three four", width: 13) == ["one two three", "four"])
  }

  @Test func `indents count as columns`() {
    #expect(wrapped("aa bb cc", width: 6, indent: 2) == ["  aa", "  bb", "  cc"])
    #expect(wrapped("aa bb cc", width: 7, indent: 2) == ["  aa bb", "  cc"])
    #expect(wrapped("aa bb cc", width: 5, indent: 2, firstIndent: 0) == ["aa bb", "  cc"])
  }

  @Test func `a word that is too long has a line of its own`() {
    #expect(wrapped("a wonderful b", width: 4) == ["a", "wonderful", "b"])
  }

  @Test func `white space separates words, however much there is`() {
    #expect(wrapped("  one\n two\t ") == ["one two"])
  }

  @Test func `no words are one line`() {
    #expect(wrapped("") == [""])
    #expect(wrapped(" ", indent: 2) == ["  "])
  }

  @Test func `results have a hundred columns`() {
    let lines = wrapped(Array(repeating: "abc", count: 60).joined(separator: " "))
    #expect(lines.map(\.count) == [99, 99, 39])
  }
}
