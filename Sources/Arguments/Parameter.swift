/// What a command declares about one argument, option or flag.
struct Declaration {
  enum Kind {
    case argument
    case option
    case flag
  }

  let kind: Kind
  /// Without dashes.
  let name: String
  var placeholder = ""
  let help: String
  let section: String
  var choices: [String] = []
  var defaultText = ""
  var isRequired = false
  var isRepeatable = false

  /// How it is written, with its value: `--split <name>`, `--json`, `<policy>`.
  var label: String {
    switch kind {
    case .argument: "<\(name)>"
    case .option: "--\(name) <\(placeholder)>"
    case .flag: "--\(name)"
    }
  }
}

/// A parameter of any type, as the parser sees it.
protocol AnyParameter: AnyObject {
  var declaration: Declaration { get }
  var texts: [String] { get }
  func take(_ text: String) throws(ParserError)
}

/// One argument, option or flag of a command, and the value it has so far.
///
/// The parser writes through a reference found by reflection, hence a class; the property wrappers
/// copy it before a caller changes a shared one, so commands stay values.
final class Parameter<Value>: AnyParameter {
  typealias Reader = (_ texts: [String]) throws(ParserError) -> Value

  let declaration: Declaration
  /// The texts given so far.
  private(set) var texts: [String] = []
  private let read: Reader
  private var value: Value?

  init(_ declaration: Declaration, default value: Value?, read: @escaping Reader) {
    self.declaration = declaration
    self.value = value
    self.read = read
  }

  func take(_ text: String) throws(ParserError) {
    value = try read(texts + [text])
    texts.append(text)
  }

  /// - Precondition: The parameter has a default or was read from a command line.
  func currentValue() -> Value {
    guard let value else {
      preconditionFailure("'\(declaration.label)' has no value before a Program has read it.")
    }
    return value
  }

  func with(_ value: Value) -> Parameter {
    let copy = Parameter(declaration, default: value, read: read)
    copy.texts = texts
    return copy
  }
}

extension Parameter where Value: ArgumentShape {
  /// Completes a declaration with what follows from the type and the default.
  ///
  /// - Precondition: The default is among the choices and in the range.
  convenience init(
    _ declaration: Declaration, range: (any ArgumentRange<Value.Item>)?, default value: Value?
  ) {
    let items = value?.items ?? []
    var declaration = declaration
    if declaration.choices.isEmpty { declaration.choices = Value.Item.choices }
    declaration.defaultText = items.map(\.argument).joined(
      separator: Value.separator.map(String.init) ?? " ")
    declaration.isRequired = value == nil && !Value.isOptional
    declaration.isRepeatable = Value.isRepeatable
    let reader = ItemReader(declaration: declaration, range: range)
    for item in items {
      precondition(
        reader.need(of: item, text: item.argument) == nil,
        "The default '\(item.argument)' is invalid for '\(declaration.label)'.")
    }
    let absent = Value.isOptional ? Value(items: []) : nil
    self.init(declaration, default: value ?? absent) { texts throws(ParserError) in
      var items: [Value.Item] = []
      for text in texts {
        items += try reader.items(in: text, separator: Value.separator)
      }
      return Value(items: items)
    }
  }
}

/// Reads single values and holds them against the declared choices and range.
private struct ItemReader<Item: ArgumentValue> {
  let declaration: Declaration
  let range: (any ArgumentRange<Item>)?

  func items(in text: String, separator: Character?) throws(ParserError) -> [Item] {
    let parts =
      separator.map { text.split(separator: $0, omittingEmptySubsequences: false) } ?? [text[...]]
    var items: [Item] = []
    for part in parts.map(String.init) {
      do throws(Unmet) {
        items.append(try item(part))
      } catch {
        throw .invalidValue(
          text, label: declaration.label, part: parts.count > 1 ? part : nil, need: error.need)
      }
    }
    return items
  }

  /// What the value fails to be, or `nil` when it is fine.
  func need(of item: Item, text: String) -> ParserError.Need? {
    let choices = declaration.choices
    if !choices.isEmpty, !choices.contains(text) { return .choice(choices) }
    if let range, !range.contains(item) { return .expectation(range.expectation) }
    return nil
  }

  private func item(_ text: String) throws(Unmet) -> Item {
    let item: Item?
    do {
      item = try Item(argument: text)
    } catch {
      throw Unmet(need: .reason(String(describing: error)))
    }
    guard let item else {
      let choices = declaration.choices
      throw Unmet(need: choices.isEmpty ? .expectation(Item.expectation) : .choice(choices))
    }
    if let need = need(of: item, text: text) { throw Unmet(need: need) }
    return item
  }

  private struct Unmet: Error {
    let need: ParserError.Need
  }
}
