package import Arguments
import Foundation
import Gym
package import MetaLearning
import Recording

/// What `fledge export` reads.
package struct ExportOptions: CommandOptions {
  @Argument("policy", help: "Path of a policy file or run folder, or the name of one in Policies/.")
  package var policy: String

  @Option("onnx", value: "file", help: "The file to write, which ends in .onnx.")
  package var onnxPath: String

  private let catalog: LearnerCatalog

  /// Declares the options.
  ///
  /// - Parameter catalog: The learners that policies may be of.
  package init(catalog: LearnerCatalog) {
    self.catalog = catalog
  }

  /// Refuses a file whose name does not say what it is.
  ///
  /// - Throws: `UsageError`.
  package func validate() throws {
    guard onnxPath.lowercased().hasSuffix(".onnx") else {
      throw $onnxPath.invalid(onnxPath, because: "it must end in .onnx")
    }
  }

  /// Writes the policy as an ONNX model.
  ///
  /// - Throws: `UsageError` for a learner without a policy, or if the file is the policy itself; what
  ///   reading the policy throws; `FileError` if the file cannot be written.
  package func run(console: Console) throws {
    let policy = try AdaptivePolicy(named: policy, in: catalog)
    guard let learner = policy.learner as? any PolicyLearner else {
      throw UsageError(
        "'\(policy.name)' cannot be exported: '\(policy.learner.settings.learner)' has no network.")
    }
    guard URL(fileURLWithPath: onnxPath).resolvingSymlinksInPath().path != policy.file else {
      throw UsageError(
        "'--onnx \(onnxPath)' would replace the policy. Give the model a file of its own.")
    }
    let bytes = try PolicyGraph(learner).encoded(
      name: policy.distribution.fullName,
      metadata: [
        "distribution": policy.distribution.fullName, "learner": learner.settings.learner,
      ])
    try AtomicFile.write(bytes, to: onnxPath)
    console.say("The model is in \(onnxPath).")
  }
}
