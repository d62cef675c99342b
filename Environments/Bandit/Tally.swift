import Gym

/// How often each arm was pulled so far, and what it paid.
struct Tally {
  var pulls: [Int]
  var paid: [Float]
  let episodeCount: Int

  init(_ episodes: [SceneEpisode], arms: Int) {
    pulls = Array(repeating: 0, count: arms)
    paid = Array(repeating: 0, count: arms)
    episodeCount = episodes.count
    for episode in episodes {
      for step in 0..<episode.step {
        // A number that is no arm's pulls nothing.
        guard let arm = episode.arm(ofStep: step), pulls.indices.contains(arm) else { continue }
        pulls[arm] += 1
        paid[arm] += episode.trace.rewards[step]
      }
    }
  }

  /// What an arm paid on average, if it was pulled.
  func payout(of arm: Int) -> Float? {
    pulls[arm] > 0 ? paid[arm] / Float(pulls[arm]) : nil
  }
}

extension SceneEpisode {
  /// The number of the arm pulled in a step, if it is a whole number.
  func arm(ofStep step: Int) -> Int? {
    trace.action(ofStep: step).first.flatMap { Int(exactly: $0) }
  }
}
