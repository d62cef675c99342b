private import Glibc

/// Gittins indices of arms that pay 1 or 0, whose probability is uniform before the first pull.
///
/// The index of an arm is the sure payment per pull that is as good as going on with the arm and
/// changing to the sure payment whenever that seems better, when a payment k pulls ahead counts
/// γᵏ. For each payment of a grid, backward induction over wins s and pulls n finds what an arm is
/// worth:
///
///     p = (s + 1) / (n + 2)
///     going on(s, n) = (1 - γ) p + γ (p W(s + 1, n + 1) + (1 - p) W(s, n + 1))
///     W(s, n) = max(payment, going on(s, n))
///
/// The index lies where going on stops being worth more than the payment, found by linear
/// interpolation.
///
/// - Source: Gittins 1979, "Bandit processes and dynamic allocation indices",
///   <https://doi.org/10.1111/j.2517-6161.1979.tb01068.x>; the calibration of Gittins, Glazebrook and
///   Weber 2011, "Multi-armed bandit allocation indices", <https://doi.org/10.1002/9780470980033>.
public struct GittinsIndices: Sendable {
  /// What a payment counts one pull later, as a fraction, γ.
  public let discount: Double
  /// Arms pulled less often than this are in the table.
  private static let tableSize = 400
  /// After this many pulls beyond the table, induction begins with arms that always pay their mean.
  private static let margin = 400
  private static let gridSize = 600
  /// The index of s wins in n pulls, at n (n + 1) / 2 + s.
  private let table: [Float]

  /// The indices by which `gittins` plays.
  ///
  /// A payment counts half a per cent less for each pull it lies ahead, so they plan some 200 pulls
  /// ahead, whatever the length of an episode: the agent does not know how many will be played.
  public static let standard = GittinsIndices(discount: 0.995)

  /// Computes all indices, in some tenths of a second.
  ///
  /// - Parameter discount: What a payment counts one pull later, γ, at most 0.995: for larger ones
  ///   the induction would have to begin later.
  public init(discount: Double) {
    precondition(
      discount > 0 && discount <= 0.995,
      "GittinsIndices: the discount is \(discount), but must be above 0 and at most 0.995.")
    self.discount = discount
    table = Self.calibrate(discount: Float(discount))
  }

  /// The index of an arm.
  ///
  /// Below 400 pulls it is within 5e-4 of the exact one for discounts up to 0.995. Beyond that it
  /// is the mean and what the index of 399 pulls with the same mean exceeds it by, times 399 /
  /// pulls: the excess falls about as the variance of what is believed.
  ///
  /// - Parameters:
  ///   - wins: How often it paid.
  ///   - pulls: How often it was pulled.
  /// - Returns: A payment per pull, from 0 to 1.
  public func index(wins: Float, pulls: Float) -> Float {
    let count = Int(pulls)
    if count < Self.tableSize { return table[count * (count + 1) / 2 + Int(wins)] }
    let last = Self.tableSize - 1
    let shrinkage = Float(last) / pulls
    let similar = min(last, Int((wins * shrinkage).rounded()))
    let excess = table[last * (last + 1) / 2 + similar] - Self.mean(similar, of: last)
    return (wins + 1) / (pulls + 2) + excess * shrinkage
  }

  private static func mean(_ wins: Int, of pulls: Int) -> Float {
    Float(wins + 1) / Float(pulls + 2)
  }

  private static func calibrate(discount: Float) -> [Float] {
    let count = tableSize * (tableSize + 1) / 2
    var grid = CalibrationGrid(stateCount: count)
    let depth = tableSize + margin
    let means = (0...depth).map { pulls in (0...pulls).map { mean($0, of: pulls) } }
    var worth = [Float](repeating: 0, count: depth + 2)
    for number in 1..<gridSize {
      // Finer at both ends, where the indices of arms that never or always paid crowd.
      let sine = sin(Double.pi / 2 * Double(number) / Double(gridSize))
      let payment = Float(sine * sine)
      for wins in 0...depth { worth[wins] = max(payment, means[depth][wins]) }
      for pulls in (0..<depth).reversed() {
        let first = pulls < tableSize ? pulls * (pulls + 1) / 2 : nil
        goOn(means[pulls], discount: discount, &worth)
        if let first { grid.record(worth, at: first, count: pulls + 1, payment: payment) }
        for wins in 0...pulls { worth[wins] = max(worth[wins], payment) }
      }
    }
    return grid.indices
  }

  /// Replaces what arms of n + 1 pulls are worth by what going on with arms of n pulls is.
  private static func goOn(_ means: [Float], discount: Float, _ worth: inout [Float]) {
    let means = means.span
    var worth = worth.mutableSpan
    precondition(means.count < worth.count)
    for wins in means.indices {
      let p = means[wins]
      worth[wins] =
        (1 - discount) * p + discount * (p * worth[wins + 1] + (1 - p) * worth[wins])
    }
  }
}

/// Finds for many arms the payment at which going on stops being worth more.
private struct CalibrationGrid {
  /// The indices found so far; 1 where none was.
  private(set) var indices: [Float]
  /// By how much going on was worth more than the payment before, while it was.
  private var advantages: [Float]
  private var isFound: [Bool]
  private var payment: Float = 0
  private var earlierPayment: Float = 0

  init(stateCount: Int) {
    indices = Array(repeating: 1, count: stateCount)
    advantages = Array(repeating: 0, count: stateCount)
    isFound = Array(repeating: false, count: stateCount)
  }

  /// Records what going on is worth for some arms; payments ascend from call to call.
  mutating func record(_ worth: [Float], at first: Int, count: Int, payment: Float) {
    if payment != self.payment { (earlierPayment, self.payment) = (self.payment, payment) }
    for number in 0..<count where !isFound[first + number] {
      let state = first + number
      let advantage = worth[number] - payment
      // Rounding leaves a little where there is nothing.
      if advantage <= 1e-7 {
        let before = advantages[state]
        let part = before > advantage ? before / (before - advantage) : 0
        indices[state] = earlierPayment + (payment - earlierPayment) * part
        isFound[state] = true
      }
      advantages[state] = advantage
    }
  }
}
