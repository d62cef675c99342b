/// A published table, with the runs that measure the same numbers here.
struct PublishedTable {
  /// The name for the command line.
  let name: String
  let title: String
  /// The source, and what a comparison has to consider.
  let introduction: String
  let runs: [PublishedRun]
}

/// One score and the numbers of the table that it measures.
struct PublishedRun {
  /// Its folder in that of the table.
  let name: String
  /// The arguments of `fledge train` without seed and folder; empty if a player is scored.
  var training: [String] = []
  /// The training seeds; the score pools them.
  var seeds: [UInt64] = []
  /// The arguments of `fledge score` without the policies.
  let score: [String]
  let lines: [PublishedLine]
}

/// One published number, and which number of a score is the same quantity.
struct PublishedLine {
  let label: String
  /// The published number as text, or a dash.
  let published: String
  let quantity: Quantity

  /// A number of a score.
  enum Quantity: Equatable {
    /// The mean return after a number of adaptation steps.
    case afterSteps(Int)
    /// The return of the whole trial, divided by a number of episodes.
    case trial(over: Int)
    /// The same for the untrained policy with its best single learning rate.
    case untrainedTrial(over: Int)
  }
}

extension PublishedRun {
  /// The commands that measure its numbers, in order.
  func commands(root: String) -> [[String]] {
    let folders = seeds.map { "\(root)/\(name)/\($0)" }
    return zip(seeds, folders).map { seed, folder in
      ["train"] + training + ["--seed", "\(seed)", "--output", folder, "--quiet"]
    } + [["score"] + folders + score + ["--json", "--quiet"]]
  }
}
