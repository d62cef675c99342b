package import Arguments
package import Numerics

/// The options of every command that computes for a while.
package struct RunningOptions: OptionGroup {
  @Option(
    "threads", value: "count",
    help: "Threads to compute with; never changes a result. Default: one for each core.",
    range: 1...1024, section: "Running")
  package var threads: Int?

  @Flag("quiet", help: "Shows nothing but results and errors.", section: "Running") package
    var isQuiet

  /// Declares the options.
  package init() {}

  /// Starts the threads.
  package func makeWorkers() -> Workers {
    Workers(count: threads ?? Workers.availableProcessorCount)
  }
}
