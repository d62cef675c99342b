import Arguments
import Testing

struct ArgumentValueTests {
  @Test(arguments: [("0", 0), ("+5", 5), ("-12", -12)])
  func `whole numbers have an optional sign`(text: String, value: Int) throws {
    #expect(try Int(argument: text) == value)
  }

  @Test(arguments: ["", "-", "3.0", "1e3", " 1", "0x10", "1_000"])
  func `other texts are no whole numbers`(text: String) throws {
    #expect(try Int(argument: text) == nil)
    #expect(try UInt64(argument: text) == nil)
  }

  @Test func `the largest seed is read exactly`() throws {
    #expect(try UInt64(argument: "18446744073709551615") == .max)
  }

  @Test(arguments: ["9223372036854775808", "-9223372036854775809"])
  func `whole numbers that do not fit are named as such`(text: String) {
    let error = UsageError("it must be between -9223372036854775808 and 9223372036854775807")
    #expect(throws: error) { try Int(argument: text) }
  }

  @Test(arguments: ["nan", "inf", "-inf", "infinity", "1e999"])
  func `numbers are finite`(text: String) {
    let error = UsageError("it must be a finite number")
    #expect(throws: error) { try Double(argument: text) }
    #expect(throws: error) { try Float(argument: text) }
  }

  @Test func `a number too large for Float may be a Double`() throws {
    #expect(throws: UsageError("it must be a finite number")) { try Float(argument: "1e50") }
    #expect(try Double(argument: "1e50") == 1e50)
  }

  @Test(arguments: [(1.0, "1"), (0.1, "0.1"), (-2.5, "-2.5"), (1e-5, "1e-05"), (100, "100")])
  func `numbers are shown as a user would type them`(number: Double, text: String) throws {
    #expect(number.argument == text)
    #expect(try Double(argument: text) == number)
  }

  @Test func `an enumeration of strings knows its choices`() {
    #expect(Learner.choices == ["maml", "reptile", "first-order"])
    #expect(Learner.expectation == "'maml', 'reptile' or 'first-order'")
    #expect(Learner(argument: "first-order") == .firstOrder)
    #expect(Learner(argument: "firstOrder") == nil)
    #expect(Learner.firstOrder.argument == "first-order")
  }
}
