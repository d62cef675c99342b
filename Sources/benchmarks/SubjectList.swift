import MetaLearning

/// A subject and its bar.
struct ListedSubject {
  var subject: any Subject
  var bar: Bar?

  init(_ subject: any Subject, _ bar: Bar? = nil) {
    self.subject = subject
    self.bar = bar
  }

  /// All subjects in the order of the table, the yardsticks first.
  static var all: [ListedSubject] {
    yardsticks + environments + training + growth + drawing
  }

  private static var yardsticks: [ListedSubject] {
    [
      ListedSubject(MatrixProductSubject()), ListedSubject(LaneArithmeticSubject(kind: .streams)),
      ListedSubject(LaneArithmeticSubject(kind: .rounds)),
      ListedSubject(ElementaryFunctionSubject()),
    ]
  }

  private static var environments: [ListedSubject] {
    ["point-robot/goals", "bandit/bernoulli", "cart-pole/physics"].flatMap { name in
      [1024, 16_384].map { copyCount in
        ListedSubject(
          EnvironmentStepSubject(distribution: name, copyCount: copyCount), .share(atLeast: 0.85))
      }
    }
      + ["point-robot/goals", "bandit/bernoulli", "cart-pole/physics", "tabular-mdp/dirichlet"]
      .map { ListedSubject(CopyTaskSubject(distribution: $0), .share(atLeast: 0.8)) }
      + [
        ListedSubject(SingleEnvironmentSubject(kind: .cartPole), .share(atLeast: 1.4)),
        ListedSubject(SingleEnvironmentSubject(kind: .pointRobot), .share(atLeast: 1.5)),
      ]
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
        BanditUpdateSubject(rollouts: 100, pulls: 1, hidden: [32, 32]), .share(atLeast: 0.14)),
      ListedSubject(ThreadScalingSubject(outer: .adam), .share(atLeast: 0.92)),
      ListedSubject(ThreadScalingSubject(outer: .trpo), .share(atLeast: 0.92)),
      ListedSubject(
        MemoryUpdateSubject(width: 64, trialCount: 1024), .share(atLeast: 0.55)),
      ListedSubject(
        MemoryUpdateSubject(width: 128, trialCount: 1024), .share(atLeast: 0.55)),
      ListedSubject(
        ThreadScalingSubject(
          memory: MemoryUpdateSubject(width: 64, trialCount: 512).settings),
        .share(atLeast: 0.92)),
    ]
  }

  private static var growth: [ListedSubject] {
    [
      ListedSubject(StartUpSubject(), .share(atLeast: 0.25)),
      ListedSubject(GrowthSubject(dimension: .tasks), .share(atLeast: 0.9)),
      ListedSubject(GrowthSubject(dimension: .rollouts), .share(atLeast: 0.9)),
      ListedSubject(InnerStepGrowthSubject(), .share(atLeast: 0.9)),
      ListedSubject(PeakMemorySubject(dimension: .tasks), .peakBytes(atMost: 2e9)),
      ListedSubject(PeakMemorySubject(dimension: .rollouts), .peakBytes(atMost: 2e9)),
    ]
  }

  private static var drawing: [ListedSubject] {
    #if Viewer
    [
      ListedSubject(ManyStagesSubject(kind: .adaptationChart), .share(atLeast: 0.8)),
      ListedSubject(ManyStagesSubject(kind: .returnChart), .share(atLeast: 2)),
    ]
      + ["point-robot/goals", "bandit/bernoulli", "cart-pole/reversed"].map {
        ListedSubject(
          ManyStagesSubject(kind: .picture(distribution: $0)), .share(atLeast: 1))
      } + [ListedSubject(WindowFrameSubject(), .share(atLeast: 0.5))]
    #else
    []
    #endif
  }
}
