/// A value of a YAML document, with the line that it begins in.
struct YAMLNode {
  enum Content {
    /// - Parameter isPlain: whether it stands neither in quotes nor in a block, and has no tag: then what it is depends on
    ///   its letters.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  let content: Content
  /// The tag that the file gives it; nil where it gives none, or that of its sort anyway.
  let foreignTag: String?
  /// Counted from 1.
  let line: Int

  /// Whether it stands for no value at all.
  var isNothing: Bool { shape == .nothing }
}
