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

  /// The chances of the next states and the mean rewards, in a table for each task.
  ///
  /// Copies look up different places of their tables, so a table is not lanes but a run of memory; sixteen
  /// copies on one task share one table.
  public struct Task: Sendable {
    /// How many numbers a pair of a state and an action has in a table: nine limits and a mean reward.
    static let rowSize = stateCount

    /// The parameters of lane 0, for plans and scenes.
    let parameters: [Float]
    /// The tables, one after the other, each `[pairs, rowSize]` row-major; a pair is `5 state + action`.
    ///
    /// The limits of a pair are sums of probabilities: the number of limits that a uniform number
    /// reaches is the next state. The last number is the mean reward.
    let tables: [Float]
    /// How many numbers the tables of two neighbouring lanes are apart: 0 if all lanes share one.
    let laneStride: Int

    /// Divides weights by their sums.
    ///
    /// - Parameter parameters: Weights, `[pairs, states]`, and mean rewards, `[pairs]`.
    init(_ parameters: [Lanes]) {
      self.parameters = parameters.map { $0[0] }
      let isShared = parameters.isUniform
      laneStride = isShared ? 0 : pairCount * Self.rowSize
      var tables: [Float] = []
      tables.reserveCapacity((isShared ? 1 : 16) * pairCount * Self.rowSize)
      for lane in 0..<(isShared ? 1 : 16) {
        for pair in 0..<pairCount {
          let weights = parameters[pair * stateCount..<(pair + 1) * stateCount]
          let total = weights.reduce(0.0) { $0 + Double($1[lane]) }
          var sum = 0.0
          for weight in weights.dropLast() {
            sum += Double(weight[lane])
            tables.append(Float(sum / total))
          }
          tables.append(parameters[pairCount * stateCount + pair][lane])
        }
      }
      self.tables = tables
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

    /// Takes the lanes of another state where the mask is true.
    @inline(__always)
    public mutating func replace(with other: State, where mask: LaneMask) {
      number.replace(with: other.number, where: mask)
    }
  }

  /// Creates the environment.
  public init() {}

  /// Makes tasks with the given weights and mean rewards.
  public func makeTask(_ parameters: [Lanes]) -> Task { Task(parameters) }

  /// Begins in state 0.
  @inline(__always)
  public func reset(task: Task, noise: Span<Lanes>) -> State {
    State(number: Lanes())
  }

  /// Pays for the action and draws the next state.
  ///
  /// A number that is not an action neither pays nor moves.
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
    for lane in 0..<Lanes.scalarCount {
      let point = noise[0][lane]
      let row = lane * task.laneStride + Int(pairs[lane]) * Task.rowSize
      let last = row + Task.rowSize - 1
      var passed = 0
      for limit in row..<last { passed += point >= task.tables[limit] ? 1 : 0 }
      next[lane] = Float(passed)
      reward[lane] += task.tables[last]
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
