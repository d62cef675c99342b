import Testing
import Wording

struct TextTableTests {
  @Test func `columns are as wide as their widest cell`() {
    var table = TextTable(["step", "mean", "note"], aligned: [.right, .right, .left])
    table.append(["0", "-11.92", "before"])
    table.append(["10", "3", "after"])
    #expect(
      table.lines() == [
        "  step    mean  note",
        "     0  -11.92  before",
        "    10       3  after",
      ])
  }

  @Test func `columns without content and blanks at the end are left out`() {
    var table = TextTable(["a", "b", "c"], aligned: .left)
    table.append(["1", "", "x"])
    table.append(["2", "", ""])
    #expect(table.lines() == ["  a  c", "  1  x", "  2"])
    #expect(TextTable(["a"], aligned: .left).lines() == [])
  }

  @Test func `a table without headings has only rows`() {
    var table = TextTable(columnCount: 2)
    table.append(["name", "what it is"])
    #expect(table.lines() == ["  name  what it is"])
  }

  @Test func `the last column goes on below itself`() {
    var table = TextTable(columnCount: 2)
    table.append(["name", "one two three"])
    table.append(["b", "four"])
    #expect(table.lines(width: 15) == ["  name  one two", "        three", "  b     four"])
  }

  @Test func `Markdown is read as it stands`() {
    var table = TextTable(["", "mean"], aligned: [.left, .right])
    table.append(["`random`", "0.50"])
    table.append(["x", "-12.00"])
    #expect(
      table.markdown == [
        "|          |   mean |",
        "| -------- | -----: |",
        "| `random` |   0.50 |",
        "| x        | -12.00 |",
      ])
  }

  @Test func `a text is aligned in its column, if it fits`() {
    #expect("ab".aligned(.left, width: 4) == "ab  ")
    #expect("ab".aligned(.right, width: 4) == "  ab")
    #expect("abcde".aligned(.right, width: 4) == "abcde")
  }
}
