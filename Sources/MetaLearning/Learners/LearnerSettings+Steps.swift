extension LearnerSettings {
  /// Inner steps during training, each followed by rollouts of the parameters it gave.
  ///
  /// None where no adaptation is learned. Reptile's last step is not followed by anything: where it
  /// leads is all that is needed.
  public var trainingSteps: Int {
    switch learner {
    case .joint: 0
    case .reptile: innerSteps - 1
    case .maml, .fomaml, .metaSGD, .anil, .cavia: innerSteps
    }
  }

  /// Whether derivatives take inner gradients for constants.
  public var usesFirstOrder: Bool { isFirstOrder || learner == .fomaml }
}

/// The learning rate of each inner step: those listed, then the last one, decaying.
struct InnerLearningRates {
  var listed: [Double]
  var decay: Double

  init(settings: LearnerSettings) {
    listed = settings.innerLearningRates
    decay = settings.learningRateDecay
  }

  init(listed: [Double], decay: Double) {
    self.listed = listed
    self.decay = decay
  }

  subscript(step: Int) -> Double {
    if step < listed.count { return listed[step] }
    var rate = listed.last ?? 0
    for _ in listed.count...step { rate *= decay }
    return rate
  }

  func prefix(_ count: Int) -> [Double] { (0..<count).map { self[$0] } }
}
