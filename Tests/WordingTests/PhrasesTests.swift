import Testing
import Wording

struct PhrasesTests {
  @Test(arguments: [
    ([], "nothing"), (["a"], "'a'"), (["a", "b"], "'a' and 'b'"),
    (["a", "b", "c"], "'a', 'b' and 'c'"),
  ])
  func `names are listed`(names: [String], text: String) {
    #expect(Phrases.list(names) == text)
  }

  @Test func `names are offered`() {
    #expect(Phrases.choice(of: ["a", "b", "c"]) == "'a', 'b' or 'c'")
  }

  @Test func `a close name is suggested, a distant one is not`() {
    #expect(Phrases.suggestion(for: "bandti", among: ["bandit"]) == " Did you mean 'bandit'?")
    #expect(Phrases.suggestion(for: "pong", among: ["bandit"]) == "")
  }
}
