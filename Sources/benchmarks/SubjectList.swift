import MetaLearning

/// A subject and what is asked of it.
struct ListedSubject {
  var subject: any Subject
  var bar: Bar?

  init(_ subject: any Subject, _ bar: Bar? = nil) {
    self.subject = subject
    self.bar = bar
  }

  /// All subjects in the order of the table, matrix products first.
  static var all: [ListedSubject] {
    [ListedSubject(MatrixProductSubject()), ListedSubject(ElementaryFunctionSubject())]
      + environments + training + growth
  }

  private static var environments: [ListedSubject] {
    ["point-robot/goals", "bandit/bernoulli", "cart-pole/physics"].flatMap { name in
      [1024, 16_384].map { copyCount in
        ListedSubject(
          EnvironmentStepSubject(distribution: name, copyCount: copyCount),
          .rate(atLeast: 0.5e9))
      }
    }
      + [.cartPole, .pointRobot].map {
        ListedSubject(SingleEnvironmentSubject(kind: $0), .rate(atLeast: 50e6))
      }
  }

  private static var training: [ListedSubject] {
    [
      ListedSubject(RolloutSubject(), .share(atLeast: 0.6)),
      ListedSubject(
        MetaUpdateSubject(outer: .adam, hidden: [64, 64]), .share(atLeast: 0.5)),
      ListedSubject(
        MetaUpdateSubject(outer: .trpo, hidden: [64, 64]), .share(atLeast: 0.45)),
      ListedSubject(
        MetaUpdateSubject(outer: .adam, hidden: [100, 100]), .share(atLeast: 0.6)),
      ListedSubject(
        MetaUpdateSubject(outer: .trpo, hidden: [100, 100]), .share(atLeast: 0.45)),
      ListedSubject(
        BanditUpdateSubject(rollouts: 100, pulls: 1, hidden: [32, 32]), .seconds(atMost: 0.010)),
      ListedSubject(ThreadScalingSubject(outer: .adam), .share(atLeast: 0.92)),
      ListedSubject(ThreadScalingSubject(outer: .trpo), .share(atLeast: 0.92)),
    ]
  }

  private static var growth: [ListedSubject] {
    [
      ListedSubject(StartUpSubject(), .seconds(atMost: 0.15)),
      ListedSubject(GrowthSubject(dimension: .tasks), .share(atLeast: 0.9)),
      ListedSubject(GrowthSubject(dimension: .rollouts), .share(atLeast: 0.9)),
      ListedSubject(InnerStepGrowthSubject(), .share(atLeast: 0.9)),
      ListedSubject(PeakMemorySubject(dimension: .tasks), .peakBytes(atMost: 2e9)),
      ListedSubject(PeakMemorySubject(dimension: .rollouts), .peakBytes(atMost: 2e9)),
    ]
  }
}
