import Numerics

// Which copy is on which task.
extension VectorizedEnvironment {
  /// Makes the tasks of all groups, or one where all copies are on one task.
  ///
  /// Groups whose copies are all on one task share what is made for the first of them.
  @inlinable
  static func makeTasks(_ environment: E, _ table: TaskTable) -> [E.Task] {
    if table.isShared { return [environment.makeTask(table.lanes(ofGroup: 0))] }
    var known: [[UInt32]: E.Task] = [:]
    return (0..<LaneGroup.count(of: table.copyCount)).map { number in
      let bits = table.commonBits(ofGroup: number)
      if let bits, let task = known[bits] { return task }
      let task = environment.makeTask(table.lanes(ofGroup: number))
      if let bits { known[bits] = task }
      return task
    }
  }

  /// Puts a copy on another task from its next episode on.
  public mutating func setTask(_ parameters: [Float], ofCopy copy: Int) {
    taskTable.change(copy, to: parameters, environment.specification)
  }

  /// Puts the copies that begin an episode on the tasks that were set for them.
  @inlinable @inline(never)
  mutating func adoptTasks() {
    var group = -1
    for index in 0..<endedCount {
      let copy = Int(beginningCopies[index])
      guard taskTable.adopt(copy) else { continue }
      // Copies are in order: all changes of a group are adopted before its tasks are made.
      if copy / 16 != group { remakeTasks(ofGroup: group) }
      group = copy / 16
    }
    remakeTasks(ofGroup: group)
  }

  @inlinable
  mutating func remakeTasks(ofGroup number: Int) {
    guard number >= 0 else { return }
    if taskMask == 0 {
      tasks = Array(repeating: tasks[0], count: laneStates.count)
      taskMask = -1
    }
    tasks[number] = environment.makeTask(taskTable.lanes(ofGroup: number))
  }
}
