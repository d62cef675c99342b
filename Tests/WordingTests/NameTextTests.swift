import Testing
import Wording

struct NameTextTests {
  @Test(arguments: [
    ([], "nothing"), (["a"], "'a'"), (["a", "b"], "'a' and 'b'"),
    (["a", "b", "c"], "'a', 'b' and 'c'"),
  ])
  func `names are listed`(names: [String], text: String) {
    #expect(NameText.list(names) == text)
  }

  @Test func `names are offered`() {
    #expect(NameText.choice(of: ["a", "b", "c"]) == "'a', 'b' or 'c'")
  }

  @Test func `a close name is suggested, a distant one is not`() {
    #expect(NameText.suggestion(for: "bandti", among: ["bandit"]) == " Did you mean 'bandit'?")
    #expect(NameText.suggestion(for: "pong", among: ["bandit"]) == "")
    #expect(
      NameText.suggestion(for: "sed", among: ["seed"], prefix: "--") == " Did you mean '--seed'?")
  }

  @Test func `names in Markdown have other quotes`() {
    #expect(NameText.list(["a", "b"], quote: "`") == "`a` and `b`")
  }

  @Test func `a plain list has commas alone`() {
    #expect(NameText.plainList(["a", "b"]) == "a, b")
    #expect(NameText.plainList([]) == "none")
    #expect(NameText.plainList([], none: "none here") == "none here")
  }
}
