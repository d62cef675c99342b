import Gym

extension OptionValues {
  /// Reads the options of an entry as typed; what is missing has its default.
  init(parsing texts: [String: String], of entry: CatalogEntry) throws(CatalogError) {
    self.init(defaultsOf: entry.options)
    // Sorted, so that of several mistakes always the same one is reported.
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      guard let option = entry.options.first(where: { $0.name == name }) else {
        throw .noSuchOption(
          name: name, environment: entry.environment, known: entry.options.map(\.name))
      }
      guard let value = option.value(parsing: text), option.legalRange.contains(value) else {
        throw .illegalOption(option, text: text)
      }
      byName[name] = value
    }
  }
}
