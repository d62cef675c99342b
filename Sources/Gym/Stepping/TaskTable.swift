public import Numerics

/// The task parameters of all copies of a batch: of their current episodes, and changes to come.
@usableFromInline
struct TaskTable: Sendable {
  /// How many copies there are, E.
  @usableFromInline let copyCount: Int
  /// How many parameters a task has, P.
  private let size: Int
  /// The parameters of each copy, `[E, P]` row-major; one row where all copies are on one task.
  private var rows: [Float]
  /// What each copy in `changes` is on from its next episode on, `[E, P]`; empty before the first change.
  private var nextRows: [Float] = []
  /// The copies whose task changes with their next episode, group by group.
  private var changes: [LaneSet]
  /// How many copies these are.
  @usableFromInline private(set) var changeCount = 0
  /// Whether all copies are on one task.
  @usableFromInline private(set) var isShared: Bool

  /// Lists one task for all copies.
  ///
  /// - Parameters:
  ///   - task: The parameters, as many as the specification names.
  ///   - count: How many copies, at least 1.
  ///   - specification: What the parameters are.
  @usableFromInline
  init(task: [Float], count: Int, _ specification: EnvironmentSpecification) {
    precondition(count >= 1, "VectorizedEnvironment: \(count) copies; at least 1 is needed.")
    Self.check(task, specification)
    copyCount = count
    size = task.count
    rows = task
    changes = Array(repeating: LaneSet(bits: 0), count: LaneGroup.count(of: count))
    isShared = true
  }

  /// Lists a task for each copy.
  ///
  /// - Parameters:
  ///   - tasks: The parameters of each copy, at least one.
  ///   - specification: What the parameters are.
  @usableFromInline
  init(tasks: [[Float]], _ specification: EnvironmentSpecification) {
    self.init(task: tasks.first ?? [], count: tasks.count, specification)
    for task in tasks { Self.check(task, specification) }
    let bits = tasks.map { $0.map(\.bitPattern) }
    if bits.allSatisfy({ $0 == bits[0] }) { return }
    rows = Array(tasks.joined())
    isShared = false
  }

  private static func check(_ task: [Float], _ specification: EnvironmentSpecification) {
    precondition(
      task.count == specification.parameters.count,
      "VectorizedEnvironment: \(task.count) task parameters, but \(specification.name) has"
        + " \(specification.parameters.count).")
  }

  /// The parameters of a group of sixteen copies, one vector for each; unused lanes repeat the last copy.
  @usableFromInline
  func lanes(ofGroup number: Int) -> [Lanes] {
    (0..<size).map { parameter in
      if isShared { return Lanes(repeating: rows[parameter]) }
      var lanes = Lanes()
      for lane in 0..<16 {
        lanes[lane] = rows[min(16 * number + lane, copyCount - 1) * size + parameter]
      }
      return lanes
    }
  }

  /// The bits of the parameters that all copies of a group have in common, if they have all of them.
  @usableFromInline
  func commonBits(ofGroup number: Int) -> [UInt32]? {
    func bits(_ copy: Int) -> [UInt32] {
      rows[copy * size..<(copy + 1) * size].map(\.bitPattern)
    }
    if isShared { return bits(0) }
    let first = bits(16 * number)
    let copies = 16 * number..<min(16 * number + 16, copyCount)
    return copies.allSatisfy { bits($0) == first } ? first : nil
  }

  /// Collects the parameters of any sixteen copies or fewer.
  ///
  /// - Parameters:
  ///   - copies: Numbers of copies.
  ///   - range: Which of them, one to sixteen.
  ///   - lanes: Receives a vector for each parameter; unused lanes repeat the last copy.
  @usableFromInline
  func collect(_ copies: Span<UInt32>, _ range: Range<Int>, into lanes: inout [Lanes]) {
    let rows = rows.span
    var target = lanes.mutableSpan
    precondition(target.count == size, "TaskTable: \(target.count) vectors for \(size) parameters.")
    for lane in 0..<16 {
      let first = Int(copies[min(range.lowerBound &+ lane, range.upperBound &- 1)]) &* size
      precondition(first &+ size <= rows.count, "TaskTable: there is no such copy.")
      for parameter in 0..<size {
        LaneGroup.store(
          unsafe rows[unchecked: first &+ parameter], at: 16 &* parameter &+ lane, in: &target)
      }
    }
  }

  /// Notes the task that a copy is on from its next episode on.
  mutating func change(_ copy: Int, to task: [Float], _ specification: EnvironmentSpecification) {
    precondition(
      copy >= 0 && copy < copyCount,
      "VectorizedEnvironment.setTask: there is no copy \(copy); there are \(copyCount).")
    Self.check(task, specification)
    if nextRows.isEmpty { nextRows = Array(repeating: 0, count: copyCount * size) }
    for parameter in 0..<size { nextRows[copy * size + parameter] = task[parameter] }
    if changes[copy / 16].insert(copy % 16) { changeCount += 1 }
  }

  /// Gives a copy whose episode begins the task that was noted for it.
  ///
  /// - Returns: Whether there was one.
  @usableFromInline
  mutating func adopt(_ copy: Int) -> Bool {
    guard changes[copy / 16].contains(copy % 16) else { return false }
    if isShared {
      rows = Array(repeatElement(rows, count: copyCount).joined())
      isShared = false
    }
    for parameter in copy * size..<(copy + 1) * size { rows[parameter] = nextRows[parameter] }
    changes[copy / 16].remove(copy % 16)
    changeCount -= 1
    return true
  }
}
