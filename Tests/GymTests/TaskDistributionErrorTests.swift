import Gym
import Testing

struct TaskDistributionErrorTests {
  static let messages: [(error: TaskDistributionError, text: String)] = [
    (
      .noSuchSplit(distribution: "cart-pole/physics", split: .shifted),
      """
      There is no split 'shifted' of 'cart-pole/physics': nothing would distinguish its tasks from \
      those of training. Use 'train' or 'test'.
      """
    ),
    (
      .emptyRegion(distribution: "point-robot/goals", split: .shifted),
      """
      Cannot draw a task of 'point-robot/goals', split 'shifted': all tries fell into the ranges of \
      training. Widen the ranges.
      """
    ),
    (
      .noSuchParameter(name: "goalx", environment: "point-robot", known: ["goalX", "goalY"]),
      "There is no parameter 'goalx'. Did you mean 'goalX'? 'point-robot' has 'goalX' and 'goalY'."
    ),
    (
      .noSuchParameter(name: "wind", environment: "bandit", known: (0..<50).map { "p\($0)" }),
      "There is no parameter 'wind'. 'bandit' has 'p0' to 'p49'."
    ),
    (
      .repeatedParameter(name: "goalX"),
      "The parameter 'goalX' is given twice. Name it once."
    ),
    (
      .malformedAssignment(text: "gravity"),
      """
      Cannot read 'gravity': it must be a parameter, '=' and a value, as in name=0.3; a range is written name=5...15.
      """
    ),
    (
      .malformedValues(parameter: "gravity", text: "5..15"),
      """
      The value '5..15' is invalid for the parameter 'gravity': it must be a range like 5...15, a \
      union of ranges like 1...5,15...20, single values like -1,1, or a distribution like \
      normal(0,1) or gamma(0.3).
      """
    ),
    (
      .illegalSpread(parameter: "weight", text: "normal(0,-1)"),
      """
      The value 'normal(0,-1)' is invalid for the parameter 'weight': its spread must be a finite \
      number greater than 0.
      """
    ),
    (
      .unboundedValues(parameter: "gravity", text: "normal(0,1)", legal: 0...100),
      """
      The value 'normal(0,1)' is invalid for the parameter 'gravity': its values have no bounds, but \
      must lie in 0...100.
      """
    ),
    (
      .mixedValues(parameter: "gravity", text: "1...2,5"),
      """
      The value '1...2,5' is invalid for the parameter 'gravity': it must be ranges or single \
      values, not both.
      """
    ),
    (
      .notOneValue(parameter: "gravity", text: "5...15"),
      "The value '5...15' is invalid for the parameter 'gravity': it must be one number here."
    ),
    (
      .notFinite(parameter: "gravity", text: "nan"),
      "The value 'nan' is invalid for the parameter 'gravity': every number must be finite."
    ),
    (
      .reversedRange(parameter: "gravity", lower: 15, upper: 5.5),
      """
      The value '15...5.5' is invalid for the parameter 'gravity': the lower end must come first: \
      5.5...15.
      """
    ),
    (
      .emptyRange(parameter: "gravity", value: 5),
      """
      The value '5...5' is invalid for the parameter 'gravity': the ends must differ; for one value \
      write gravity=5.
      """
    ),
    (
      .overlappingRanges(parameter: "gravity", text: "1...5,3...8"),
      """
      The value '1...5,3...8' is invalid for the parameter 'gravity': the ranges must not overlap.
      """
    ),
    (
      .repeatedValue(parameter: "gravity", value: 5),
      """
      The value '5' of the parameter 'gravity' is listed twice, but all values are equally likely. \
      List it once.
      """
    ),
    (
      .illegalValue(parameter: "cartMass", value: -1, legal: 0.01...100),
      "The value '-1' is invalid for the parameter 'cartMass': it must lie in 0.01...100."
    ),
    (
      .notAChoice(parameter: "forceSign", text: "0.5", legal: [-1, 1]),
      "The value '0.5' is invalid for the parameter 'forceSign': it must be -1 or 1."
    ),
    (
      .unsupportedVersion(distribution: "cart-pole/physics", found: 2, readable: 1),
      """
      Cannot rebuild 'cart-pole/physics': it was recorded in version 2, but this build knows \
      version 1.
      """
    ),
    (
      .unknownSplit(name: "moon"),
      """
      Cannot rebuild a distribution: its record has ranges for 'moon', but only those of 'train' and \
      'shifted' can be read.
      """
    ),
    (
      .incompleteRecord(distribution: "cart-pole/physics", missing: "the parameter 'gravity'"),
      "Cannot rebuild 'cart-pole/physics': the parameter 'gravity' is missing from its record."
    ),
  ]

  @Test(arguments: 0..<messages.count)
  func `each error has its words`(number: Int) {
    #expect(Self.messages[number].error.description == Self.messages[number].text)
  }
}
