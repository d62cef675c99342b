/// A table that others have published, beside what Fledge measures.
struct PublishedTable {
  /// What it is called on the command line.
  let name: String
  let title: String
  /// Where it was published, and what has to be known to compare.
  let introduction: String
  let runs: [PublishedRun]
}

/// One score, and the numbers of the table it gives.
struct PublishedRun {
  /// Its folder, below that of its table.
  let name: String
  /// What `fledge train` is told, but for the seed and the folder; nothing if a player is scored.
  var training: [String] = []
  /// With which seeds it trains; the score pools them.
  var seeds: [UInt64] = []
  /// What `fledge score` is told, but for the policies.
  let score: [String]
  let lines: [PublishedLine]
}

/// One published number and how the same is read from a score.
struct PublishedLine {
  let label: String
  /// The number as it was published, or a dash.
  let published: String
  let quantity: Quantity

  /// What of a score it is.
  enum Quantity: Equatable {
    /// The mean return after so many adaptation steps.
    case afterSteps(Int)
    /// The return of the whole trial, over a number of episodes to average over.
    case trial(over: Int)
    /// The same of the untrained policy with its best single learning rate.
    case untrainedTrial(over: Int)
  }
}

extension PublishedRun {
  /// The commands that give its numbers, in order.
  func commands(root: String) -> [[String]] {
    let folders = seeds.map { "\(root)/\(name)/\($0)" }
    return zip(seeds, folders).map { seed, folder in
      ["train"] + training + ["--seed", "\(seed)", "--output", folder, "--quiet"]
    } + [["score"] + folders + score + ["--json", "--quiet"]]
  }
}
