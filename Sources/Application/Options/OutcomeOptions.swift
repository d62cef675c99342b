package import Arguments

/// Where the outcome of adapting goes: into a replay, and to standard output as text or JSON.
package struct OutcomeOptions: OptionGroup {
  @Option("record", value: "file", help: "Writes every episode into a replay; see 'fledge replay'.")
  package var replayPath: String?

  @Flag("json", help: "Prints one JSON object.") package var isJSON

  /// Declares the options.
  package init() {}
}
