import Foundation
import Gym

extension TaskDistributionRecord {
  /// The first name that could not be one of Fledge's, if there is one: so that later errors may show
  /// all others.
  var strangeName: String? {
    var names = [environment, distribution]
    names += options.keys
    for (split, region) in regions {
      names.append(split)
      names += region.parameters.keys
      names += region.outside?.keys.map { $0 } ?? []
    }
    // Sorted, since the order of keys changes from run to run.
    return names.sorted().first { !Self.isPlain($0) }
  }

  private static func isPlain(_ name: String) -> Bool {
    let ranges: [ClosedRange<Unicode.Scalar>] = ["a"..."z", "A"..."Z", "0"..."9", "-"..."-"]
    return (1...64).contains(name.utf8.count)
      && name.unicodeScalars.allSatisfy { scalar in ranges.contains { $0.contains(scalar) } }
  }
}

/// JSON inside the metadata of a file.
enum MetadataJSON {
  /// Most bytes an entry may have: far more than any distribution takes, and few enough that checks
  /// of each number against each other end soon.
  static let byteLimit = 1 << 18

  /// Writes a value, the same bytes each time.
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// Reads a value, or nothing if the text is not one.
  static func value<Value: Decodable>(_ text: String) -> Value? {
    try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }
}
