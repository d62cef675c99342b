package import Foundation
package import MetaLearning

/// The settings of any learner of a catalog, as files hold them.
package struct SettingsRecord: Codable {
  /// The settings.
  package var settings: any LearnerSettings

  /// Holds settings.
  package init(_ settings: any LearnerSettings) {
    self.settings = settings
  }

  /// A learner that the catalog does not have.
  package struct UnknownLearner: Error {
    package var name: String
  }

  private enum Key: CodingKey {
    case learner
  }

  /// Reads the settings of the learner they name.
  ///
  /// - Throws: `UnknownLearner` or `DecodingError`.
  /// - Precondition: The decoder was made by ``decoder(_:version:)``.
  package init(from decoder: any Decoder) throws {
    guard let catalog = decoder.userInfo[.catalog] as? LearnerCatalog,
      let version = decoder.userInfo[.settingsVersion] as? Int
    else { preconditionFailure("SettingsRecord is decoded without a catalog.") }
    let name = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .learner)
    guard let entry = catalog[name] else { throw UnknownLearner(name: name) }
    settings = try entry.readSettings(from: decoder, version: version)
  }

  /// Writes the settings.
  package func encode(to encoder: any Encoder) throws {
    try settings.encode(to: encoder)
  }

  /// Makes a decoder of values that contain settings.
  ///
  /// - Parameters:
  ///   - catalog: The available learners.
  ///   - version: The version of the settings: 1 where they are flat.
  /// - Returns: The decoder.
  package static func decoder(_ catalog: LearnerCatalog, version: Int) -> JSONDecoder {
    let decoder = JSONDecoder()
    decoder.userInfo = [.catalog: catalog, .settingsVersion: version]
    return decoder
  }
}

extension CodingUserInfoKey {
  fileprivate static let catalog = CodingUserInfoKey("LearnerCatalog")
  fileprivate static let settingsVersion = CodingUserInfoKey("version of settings")

  private init(_ name: String) {
    guard let key = CodingUserInfoKey(rawValue: name) else {
      preconditionFailure("CodingUserInfoKey: '\(name)' is not a valid name.")
    }
    self = key
  }
}
