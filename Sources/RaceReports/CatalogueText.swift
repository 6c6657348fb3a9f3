import RaceModel

/// Lists of names for a terminal.
package enum CatalogueText {
  /// Under a heading, each name with its summary beside it, wrapped to the width.
  package static func render(
    _ heading: String, _ entries: [Catalogue.Entry], width: Int = 80
  ) -> String {
    let column = (entries.map(\.name.count).max() ?? 0) + 4
    let rows = entries.map { entry in
      let lines = Text.wrap(entry.summary, to: width - column)
      let indent = String(repeating: " ", count: column)
      let first = "  " + Text.pad(entry.name, to: column - 2, .left)
      return first + lines.joined(separator: "\n" + indent)
    }
    return ([heading] + rows).joined(separator: "\n") + "\n"
  }
}
