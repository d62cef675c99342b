// What files hold: an object with the learner's name and a value for each row of the table, in objects
// for the parts that keys name.

extension LearnerSettings {
  /// Writes every setting that the learner has and that exists in these settings.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SettingKey.self)
    try container.encode(learner, forKey: SettingKey("learner"))
    for part in Self.parts {
      let values = part.rows.compactMap { row in
        row.isOfLearner(self) ? row.get(self).map { (row.name, $0) } : nil
      }
      guard !values.isEmpty else { continue }
      if let name = part.name {
        var nested = container.nestedContainer(keyedBy: SettingKey.self, forKey: SettingKey(name))
        for (name, value) in values { try nested.encode(value, forKey: SettingKey(name)) }
      } else {
        for (name, value) in values { try container.encode(value, forKey: SettingKey(name)) }
      }
    }
  }

  /// Reads settings.
  ///
  /// Settings are read in the order of the table, in which a setting that decides which others exist, such
  /// as `outer.step`, precedes them. Unknown names are ignored, so that newer files can be read.
  ///
  /// - Throws: `DecodingError` if a setting is missing, or one has another type.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SettingKey.self)
    let learner = try container.decode(String.self, forKey: SettingKey("learner"))
    guard let settings = Self(learner: learner) else {
      throw DecodingError.dataCorruptedError(
        forKey: SettingKey("learner"), in: container, debugDescription: "No learner has this name.")
    }
    self = settings
    for row in Self.table.rows where row.isOfLearner(self) && row.get(self) != nil {
      if let value = try container.value(of: row) { row.set(&self, value) }
    }
  }

  /// The rows of each part, in the order of the first of them.
  private static var parts: [(name: String?, rows: [Setting<Self>])] {
    var parts: [(name: String?, rows: [Setting<Self>])] = []
    for row in table.rows {
      let name = row.partAndName?.part
      if let index = parts.firstIndex(where: { $0.name == name }) {
        parts[index].rows.append(row)
      } else {
        parts.append((name, [row]))
      }
    }
    return parts
  }
}

extension Setting {
  /// The part the setting is in and its name there; `nil` if it is in none.
  fileprivate var partAndName: (part: String, name: String)? {
    let names = declaration.key.split(separator: ".", maxSplits: 1).map(String.init)
    return names.count == 2 ? (names[0], names[1]) : nil
  }

  /// The name within the part.
  fileprivate var name: String { partAndName?.name ?? declaration.key }
}

/// The name of a setting or of a part in a file.
private struct SettingKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) {
    stringValue = name
  }

  init(stringValue: String) {
    self.stringValue = stringValue
  }

  init?(intValue: Int) {
    return nil
  }
}

extension KeyedDecodingContainer<SettingKey> {
  /// Reads the value of a row; `nil` if it is not there and need not be.
  fileprivate func value<Settings>(of row: Setting<Settings>) throws -> SettingValue? {
    let absent = row.declaration.absent
    var container = self
    if let part = row.partAndName?.part {
      if absent != nil, !contains(SettingKey(part)) { return absent }
      container = try nestedContainer(keyedBy: SettingKey.self, forKey: SettingKey(part))
    }
    if absent != nil, !container.contains(SettingKey(row.name)) { return absent }
    return try container.value(SettingKey(row.name), row.declaration.form)
  }

  /// Reads a value of a form.
  fileprivate func value(_ key: SettingKey, _ form: SettingForm) throws -> SettingValue {
    switch form {
    case .flag: return .flag(try decode(Bool.self, forKey: key))
    case .count: return .count(try decode(Int.self, forKey: key))
    case .number: return .number(try decode(Double.self, forKey: key))
    case .counts: return .counts(try decode([Int].self, forKey: key))
    case .numbers: return .numbers(try decode([Double].self, forKey: key))
    case .choice(let choices):
      let name = try decode(String.self, forKey: key)
      guard choices.contains(where: { $0.name == name }) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: self, debugDescription: "There is no choice of this name.")
      }
      return .choice(name)
    }
  }
}

extension KeyedEncodingContainer<SettingKey> {
  /// Writes a value.
  fileprivate mutating func encode(_ value: SettingValue, forKey key: SettingKey) throws {
    switch value {
    case .flag(let flag): try encode(flag, forKey: key)
    case .count(let count): try encode(count, forKey: key)
    case .number(let number): try encode(number, forKey: key)
    case .counts(let counts): try encode(counts, forKey: key)
    case .numbers(let numbers): try encode(numbers, forKey: key)
    case .choice(let name): try encode(name, forKey: key)
    }
  }
}
