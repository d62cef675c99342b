import Environments
import Foundation
import Gym
import MetaLearning
import Networks
import Tensors

func tune() throws {
// Throw-away tuning program.
var settings = LearnerSettings()
var name = "point-robot/goals", iterations = 50, threads = 2, seed: UInt64 = 1, steps = 3, evalTasks = 40, quiet = 0
var opts: [String: String] = [:]
for argument in CommandLine.arguments.dropFirst() {
  let p = argument.split(separator: "=", maxSplits: 1).map(String.init)
  let v = p[1]
  switch p[0] {
  case "env": name = v
  case "n": iterations = Int(v)!
  case "threads": threads = Int(v)!
  case "seed": seed = UInt64(v)!
  case "steps": steps = Int(v)!
  case "eval": evalTasks = Int(v)!
  case "q": quiet = Int(v)!
  case "outer": settings.outer = OuterOptimizer(rawValue: v)!
  case "learner": settings.learner = LearnerName(rawValue: v)!
  case "tasks": settings.tasks = Int(v)!
  case "rollouts": settings.rollouts = Int(v)!
  case "k": settings.innerSteps = Int(v)!
  case "alpha": settings.innerLearningRates = v.split(separator: ",").map { Double($0)! }
  case "decay": settings.learningRateDecay = Double(v)!
  case "learn": settings.learnsInnerLearningRates = v == "1"
  case "first": settings.isFirstOrder = v == "1"
  case "trial": settings.countsWholeTrial = v == "1"
  case "gamma": settings.discount = Double(v)!
  case "norm": settings.normalizesAdvantages = v == "1"
  case "baseline": settings.baseline = Baseline(rawValue: v)!
  case "lambda": settings.lambda = Double(v)!
  case "lr": settings.outerLearningRate = Double(v)!
  case "kl": settings.maximumDivergence = Double(v)!
  case "hidden": settings.hidden = v == "none" ? [] : v.split(separator: ",").map { Int($0)! }
  case "std": settings.initialStandardDeviation = Double(v)!
  case "act": settings.activation = Activation(rawValue: v)!
  default: opts[p[0]] = v
  }
}
let distribution = try Catalog.distribution(named: name, options: opts)
let workers = Workers(count: threads)
print(BLAS.coreName)
var loop = TrainingLoop(
  learner: MAML(settings: settings, specification: distribution.specification, key: RandomKey(seed: seed)),
  distribution: distribution, tasksPerIteration: settings.tasks, seed: seed)
func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
func evaluate() throws -> String {
  let (settings, steps, evalTasks) = (settings, steps, evalTasks)
  let learner = loop.learner
  let R = settings.rollouts
  let rows = try workers.map(evalTasks) { i -> [Double] in
    let task = try distribution.task(.test, index: i, key: RandomKey(seed: 0))
    var a = learner.begin()
    var result: [Double] = []
    for k in 0...steps {
      var player = a.makePlayer()
      let r = distribution.rollouts(R, of: task, by: &player, key: RandomKey(seed: 0).child(.task, i).child(.adaptationStep, k))
      result.append(r.meanReturn)
      if k < steps { a = try a.absorb(r) }
    }
    return result + [Double(task.last!)]
  }
  var s = ""
  for k in 0...steps { s += String(format: " %8.2f", rows.map { $0[k] }.reduce(0, +) / Double(evalTasks)) }
  s += String(format: "  trial %7.2f", rows.map { $0[0...steps].reduce(0, +) }.reduce(0, +) / Double(evalTasks))
  if name == "cart-pole/reversed" {
    let plus = rows.filter { $0.last! > 0 }, minus = rows.filter { $0.last! < 0 }
    s += String(format: "  +: %.1f  -: %.1f", plus.map { $0[1] }.reduce(0, +) / Double(plus.count), minus.map { $0[1] }.reduce(0, +) / Double(minus.count))
  }
  return s
}
print("eval", 0, try evaluate())
var trainTime = 0.0
for i in 1...max(1, iterations) where iterations > 0 {
  let t = now()
  let r = try loop.runIteration(workers: workers)
  trainTime += now() - t
  if quiet == 0 || i % quiet == 0 {
    print(String(format: "%4d %.3fs", i, trainTime), r.stageReturns.map { String(format: "%8.2f", $0) }.joined(), String(format: "|g| %.3f kl %.4f H %.3f", r.gradientNorm, r.divergence, r.entropy), r.logStandardDeviation ?? 0, r.lineSearchStep ?? -1, r.innerLearningRates.map { Float($0) })
  }
  if i % 50 == 0 { print("eval", i, String(format: "%.1fs", trainTime), try evaluate());  }
}
}
try tune()
