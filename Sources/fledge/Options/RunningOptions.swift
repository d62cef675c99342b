import Arguments
import Numerics

/// The options of every command that computes for a while.
struct RunningOptions: OptionGroup {
  @Option(
    "threads", value: "count",
    help: "Threads to compute with; never changes a result. Default: one for each core.",
    range: 1...1024, section: "Running")
  var threads: Int?

  @Flag("quiet", help: "Shows nothing but results and errors.", section: "Running") var isQuiet

  /// Starts the threads.
  func makeWorkers() -> Workers {
    Workers(count: threads ?? Workers.availableProcessorCount)
  }
}
