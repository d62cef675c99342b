public import Gym
public import Numerics

/// A row of slot machines whose chances depend on what is seen before each pull; see Bandit.md.
///
/// An arm with weights w pays 1 with probability 1 / (1 + exp(-w · x)) in context x.
public struct ContextualBandit: SpanEnvironment {
  /// How many numbers a context has.
  static let contextSize = 4

  /// The weights of each arm.
  public struct Task: Sendable {
    /// Arm by arm, `[arms, contextSize]` row-major.
    let weights: [Lanes]

    var armCount: Int { weights.count / contextSize }

    /// How likely an arm pays in the contexts of sixteen copies.
    @inline(__always)
    func probability(ofArm arm: Int, in context: InlineArray<4, Lanes>) -> Lanes {
      var logit = Lanes()
      for index in 0..<contextSize {
        logit += weights[arm * contextSize + index] * context[index]
      }
      return 1 / (1 + VectorFunctions.exponential(-logit))
    }
  }

  /// The context of the next pull.
  public struct State: VectorState {
    var context: InlineArray<4, Lanes>

    /// Takes the contexts of another state where the mask is true.
    @inline(__always)
    public mutating func replace(with other: State, where mask: LaneMask) {
      for index in 0..<contextSize {
        context[index].replace(with: other.context[index], where: mask)
      }
    }
  }

  /// A context seen, one arm chosen, a fixed number of pulls.
  public let specification: EnvironmentSpecification

  /// Creates the environment.
  ///
  /// - Parameters:
  ///   - arms: How many arms there are to choose from.
  ///   - pulls: How many pulls make an episode.
  public init(arms: Int, pulls: Int) {
    let size = Self.contextSize
    specification = .bandit(
      arms: arms, pulls: pulls,
      parameters: (0..<arms).flatMap { arm in
        (0..<size).map { index in
          TaskParameter(
            name: "w\(arm)x\(index)",
            meaning: "weight of number \(index) of the context for arm \(arm)", defaultValue: 0,
            legalRange: -TaskParameter.unbounded...TaskParameter.unbounded,
            group: "weights")
        }
      },
      observationSpace: .box(
        low: Array(repeating: -.infinity, count: size),
        high: Array(repeating: .infinity, count: size)),
      observation: (0..<size).map { index in
        ObservedQuantity(name: "context\(index)", meaning: "number \(index) of the context")
      },
      resetNoiseCount: 2 * size,
      stepNoiseCount: 2 * size + 1,
      summary: "A row of slot machines whose chances depend on a context seen before each pull.",
      reward:
        "1 with probability sigmoid(w · x) of the pulled arm's weights and the context, else 0.")
  }

  /// Makes tasks with the given weights, those of the first arm first.
  public func makeTask(_ parameters: [Lanes]) -> Task {
    Task(weights: parameters)
  }

  /// Draws the first context.
  @inline(__always)
  public func reset(task: Task, noise: Span<Lanes>) -> State {
    State(context: Self.context(of: noise))
  }

  /// Pulls an arm, which pays where the last noise falls below its chance, and draws a new context.
  @inline(__always)
  public func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task
  ) -> StepOutcome {
    var probability = Lanes()
    for arm in 0..<task.armCount {
      probability.replace(
        with: task.probability(ofArm: arm, in: state.context), where: actions[0] .== Float(arm))
    }
    state.context = Self.context(of: noise)
    let payment = noise[2 * Self.contextSize]
    return .transition(reward: Lanes().replacing(with: 1, where: payment .< probability))
  }

  /// Shows the context.
  @inline(__always)
  public func observe(_ state: State, task: Task, into observation: inout MutableSpan<Lanes>) {
    for index in 0..<Self.contextSize { observation[index] = state.context[index] }
  }

  /// Makes standard normal numbers from pairs of uniform ones.
  @inline(__always)
  private static func context(of noise: Span<Lanes>) -> InlineArray<4, Lanes> {
    InlineArray { index in VectorFunctions.normal(noise[2 * index], noise[2 * index + 1]) }
  }
}
