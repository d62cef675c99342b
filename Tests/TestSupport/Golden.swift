import Foundation

/// Reads a file of numbers from an independent source, kept in Tests/Golden with its script.
///
/// - Parameters:
///   - name: The file's name.
///   - type: What the file holds.
///   - testFile: The test that reads them, in a folder of Tests.
/// - Returns: What the file holds.
/// - Throws: An error if the file cannot be read or does not have the type's shape.
public func golden<Numbers: Decodable>(
  _ name: String, as type: Numbers.Type = Numbers.self, testFile: String = #filePath
) throws -> Numbers {
  let tests = URL(fileURLWithPath: testFile).deletingLastPathComponent()
    .deletingLastPathComponent()
  let data = try Data(contentsOf: tests.appendingPathComponent("Golden/\(name)"))
  return try JSONDecoder().decode(type, from: data)
}
