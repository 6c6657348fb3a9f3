import RaceModel

/// The one YAML document of a scenario file.
enum YAMLDocument {
  /// The document's root. Throws for what is no YAML, for no document and for several.
  static func root(of bytes: [UInt8], path: String) throws(Failure) -> YAMLValue {
    let text = try YAMLText.decoding(bytes, path: path)
    let nodes: [YAMLNode]
    do throws(YAMLParser.Problem) {
      nodes = try YAMLParser(text).roots(atMost: 2)
    } catch {
      throw failure(from: error, path: path)
    }
    guard let root = nodes.first, !root.isNothing else {
      throw Place(path: path, line: nodes.first?.line ?? 1).failure(
        "the file is empty; expected keys and values such as \"readers: 8\"")
    }
    if nodes.count > 1 {
      throw Place(path: path, line: nodes[1].line).failure(
        "a second document begins here; expected one scenario in the file")
    }
    return YAMLValue(root, label: "", path: path)
  }

  private static func failure(from problem: YAMLParser.Problem, path: String) -> Failure {
    let expected = "expected keys and values such as \"readers: 8\""
    switch problem {
    case .nestedTooDeeply(let line):
      return Place(path: path, line: line).failure(
        "values are nested too deeply here; \(expected)")
    case .syntax(let problem, let context, let line):
      let context = context.map { ", \($0.text) from line \($0.line)" } ?? ""
      return Place(path: path, line: line).failure(
        "this is no YAML (\(problem)\(context)); \(expected)")
    case .duplicateKey(let key, let line):
      return Place(path: path, line: line).failure(
        "key \(OneLine.quoted(key)) stands here and once more below; expected it once")
    case .unreadable: return Place(path: path, line: 1).failure("this is no YAML; \(expected)")
    }
  }
}
