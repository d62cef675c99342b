/// All settings of a family of learners, each written once.
///
/// A row gives the option of the command line, the entry in files, the check of the range, and the line in
/// lists of defaults.
public struct SettingsTable<Settings>: Sendable, ExpressibleByArrayLiteral {
  /// The settings in the order of help pages.
  public private(set) var rows: [Setting<Settings>]

  /// Creates a table of rows.
  public init(_ rows: [Setting<Settings>]) {
    self.rows = rows
  }

  /// Creates a table.
  public init(arrayLiteral rows: Setting<Settings>...) {
    self.init(rows)
  }

  /// Joins tables.
  public static func + (first: SettingsTable, second: SettingsTable) -> SettingsTable {
    SettingsTable(first.rows + second.rows)
  }

  /// The same rows in settings of which these are a part.
  ///
  /// - Parameters:
  ///   - key: The name of the part in files.
  ///   - path: Where the part is.
  /// - Returns: The rows, with the part's name before their keys.
  public func within<Whole>(
    _ key: String, _ path: any (WritableKeyPath<Whole, Settings> & Sendable)
  ) -> SettingsTable<Whole> {
    within(key, get: { $0[keyPath: path] }, set: { $0[keyPath: path] = $1 })
  }

  /// The same rows in settings that may have these as a part.
  ///
  /// - Parameters:
  ///   - key: The name of the part in files.
  ///   - get: Returns the part; `nil` if there is none.
  ///   - set: Replaces the part; called only if there is one.
  /// - Returns: The rows, with the part's name before their keys.
  public func within<Whole>(
    _ key: String, get: @escaping @Sendable (Whole) -> Settings?,
    set: @escaping @Sendable (inout Whole, Settings) -> Void
  ) -> SettingsTable<Whole> {
    SettingsTable<Whole>(rows.map { $0.lifted(key, get: get, set: set) })
  }

  /// The same rows, each changed.
  public func map(
    _ change: (Setting<Settings>) -> Setting<Settings>
  ) -> SettingsTable {
    SettingsTable(rows.map(change))
  }

  /// The row of a key.
  func row(_ key: String) -> Setting<Settings>? {
    rows.first { $0.declaration.key == key }
  }
}
