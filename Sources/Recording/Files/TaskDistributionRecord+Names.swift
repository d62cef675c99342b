import Gym

extension TaskDistributionRecord {
  /// The first name, in alphabetical order, that is not made of 1 to 64 ASCII letters, digits and hyphens.
  ///
  /// Fledge's own names are, so a name like this cannot be valid. Names that pass can be printed as they
  /// are in later errors.
  var firstInvalidName: String? {
    var names = [environment, distribution]
    names += options.keys
    for (split, region) in regions {
      names.append(split)
      names += region.parameters.keys
      names += region.outside?.keys.map { $0 } ?? []
    }
    // Sorted because the order of keys changes from run to run.
    return names.sorted().first { !Self.isValidName($0) }
  }

  private static func isValidName(_ name: String) -> Bool {
    let ranges: [ClosedRange<Unicode.Scalar>] = ["a"..."z", "A"..."Z", "0"..."9", "-"..."-"]
    return (1...64).contains(name.utf8.count)
      && name.unicodeScalars.allSatisfy { scalar in ranges.contains { $0.contains(scalar) } }
  }
}
