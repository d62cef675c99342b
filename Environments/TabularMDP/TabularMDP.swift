public import Gym
public import Numerics

/// Ten states and five actions that lead from state to state by chance; see TabularMDP.md.
public struct TabularMDP: SpanEnvironment {
  static let stateCount = 10
  static let actionCount = 5
  /// How many pairs of a state and an action there are.
  static let pairCount = stateCount * actionCount
  /// Steps of an episode.
  static let horizon = 10

  /// The chances of the next states and the mean rewards, in tables.
  public struct Task: Sendable {
    /// The probability of each next state, `[pairs, states]` row-major; a pair is `5 state + action`.
    let probabilities: [Double]
    /// The mean reward of each pair, `[pairs]`.
    let meanRewards: [Float]
    /// Sums of probabilities: the next state is the number of these that a uniform number reaches,
    /// `[pairs, states - 1]`.
    let limits: [Float]

    /// Divides weights by their sums.
    ///
    /// - Parameters:
    ///   - weights: Positive numbers, `[pairs, states]`.
    ///   - meanRewards: One for each pair.
    init(weights: some Collection<Float>, meanRewards: some Collection<Float>) {
      let weights = weights.map(Double.init)
      let last = stateCount - 1
      var probabilities: [Double] = []
      var limits: [Float] = []
      for pair in 0..<pairCount {
        let row = weights[pair * stateCount..<(pair + 1) * stateCount]
        let total = row.reduce(0, +)
        probabilities += row.map { $0 / total }
        var sum = 0.0
        for weight in row.prefix(last) {
          sum += weight
          limits.append(Float(sum / total))
        }
      }
      self.probabilities = probabilities
      self.meanRewards = Array(meanRewards)
      self.limits = limits
    }
  }

  /// Which state sixteen copies are in.
  public struct State: VectorState {
    /// A whole number from 0 to 9.
    public var number: Lanes

    /// Creates a state.
    public init(number: Lanes) {
      self.number = number
    }

    /// Takes over another state where the mask says so.
    @inline(__always)
    public mutating func replace(with other: State, where mask: LaneMask) {
      number.replace(with: other.number, where: mask)
    }
  }

  /// Creates the environment.
  public init() {}

  /// Makes the task with the given weights and mean rewards.
  public func makeTask(_ parameters: [Float]) -> Task {
    let weightCount = Self.pairCount * Self.stateCount
    return Task(
      weights: parameters.prefix(weightCount), meanRewards: parameters.dropFirst(weightCount))
  }

  /// Begins in state 0.
  @inline(__always)
  public func reset(task: Task, noise: Span<Lanes>) -> State {
    State(number: Lanes())
  }

  /// Pays for the action and draws the next state.
  ///
  /// A number that is no action's neither pays nor moves.
  @inline(__always)
  public func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task
  ) -> StepOutcome {
    let action = actions[0]
    let isAction =
      (action .>= 0) .& (action .< Float(Self.actionCount))
      .& (action .== action.rounded(.towardZero))
    let pairs = (state.number * Float(Self.actionCount) + action).replacing(
      with: 0, where: .!isAction)
    var next = Lanes()
    var reward = VectorFunctions.normal(noise[1], noise[2])
    let last = Self.stateCount - 1
    for lane in 0..<Lanes.scalarCount {
      let (pair, point) = (Int(pairs[lane]), noise[0][lane])
      var passed = 0
      for limit in pair * last..<(pair + 1) * last {
        passed += point >= task.limits[limit] ? 1 : 0
      }
      next[lane] = Float(passed)
      reward[lane] += task.meanRewards[pair]
    }
    state.number.replace(with: next, where: isAction)
    return .transition(reward: Lanes().replacing(with: reward, where: isAction))
  }

  /// Shows 1 at the number of the state and 0 elsewhere.
  @inline(__always)
  public func observe(_ state: State, task: Task, into observation: inout MutableSpan<Lanes>) {
    for number in 0..<Self.stateCount {
      observation[number] = Lanes().replacing(with: 1, where: state.number .== Float(number))
    }
  }

  /// Writes the number of the state.
  public func encode(_ state: State, task: Task, into numbers: inout [Lanes]) {
    numbers[0] = state.number
  }
}
