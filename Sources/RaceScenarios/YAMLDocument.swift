import RaceModel
import Yams

/// The one YAML document of a scenario file.
enum YAMLDocument {
  /// The document's root. Throws for what is no YAML, for no document and for several.
  static func root(of bytes: [UInt8], path: String) throws(Failure) -> YAMLValue {
    let text = try YAMLText.decoding(bytes, path: path)
    let nodes = try compose(text, path: path)
    guard let root = nodes.first, !root.isNothing else {
      throw Place(path: path, line: nodes.first?.mark?.line ?? 1).failure(
        "the file is empty; expected keys and values such as \"readers: 8\"")
    }
    if nodes.count > 1 {
      throw Place(path: path, line: nodes[1].mark?.line ?? 1).failure(
        "a second document begins here; expected one scenario in the file")
    }
    return YAMLValue(root, label: "", path: path)
  }

  /// The first two documents, as far as there are that many.
  private static func compose(_ text: String, path: String) throws(Failure) -> [Node] {
    do {
      // The basic resolver gives plain values no types; `YAMLValue` does. The encoding is named because the
      // default one looks at the environment and prints.
      let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      guard let first = try parser.nextRoot() else { return [] }
      guard let second = try parser.nextRoot() else { return [first] }
      return [first, second]
    } catch {
      throw failure(from: error, path: path)
    }
  }

  private static func failure(from error: any Error, path: String) -> Failure {
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      // libyaml's only words for it are how a program that uses it would allow more.
      if problem.contains("nesting level") {
        return Place(path: path, line: mark.line).failure(
          "values are nested too deeply here; expected keys and values such as \"readers: 8\"")
      }
      let context = context.map { ", \($0.text) from line \($0.mark.line)" } ?? ""
      return Place(path: path, line: mark.line).failure(
        "this is no YAML (\(problem)\(context)); expected keys and values such as \"readers: 8\"")
    case .duplicatedKeysInMapping(let keys, let context):
      let key = OneLine.quoted(keys.first ?? "")
      return Place(path: path, line: context.mark.line).failure(
        "key \(key) stands here and once more below; expected it once")
    default:
      return Place(path: path, line: 1).failure(
        "this is no YAML; expected keys and values such as \"readers: 8\"")
    }
  }
}
