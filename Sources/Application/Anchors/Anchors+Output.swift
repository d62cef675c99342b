package import Gym
import Wording

extension Anchors {
  /// The reference players' levels on one line, for people.
  package var line: String {
    "  random \(NumberText.fixed(random.mean))   blind \(NumberText.fixed(blind.mean))"
      + "   oracle \(NumberText.fixed(oracle.mean))"
      + (isOfScoredTasks ? "" : "   (over \(NumberText.counted(tasks, "task")))")
  }
}
