/// Ranges that options of several commands share.
package enum OptionRanges {
  /// How many tasks or episodes there may be: more would fill any memory.
  package static let counts = 1...100_000
}
