import RaceModel

/// The forms in which a comparison is written.
package enum ComparisonFormat: String, CaseIterable, OutputForm {
  /// A table for terminals, in plain text.
  case table
  /// A table for a pull request, in GitHub's Markdown.
  case markdown
  /// Everything that was compared, for programs.
  case json

  /// Those of reports in the same form.
  package var fileExtensions: [String] {
    switch self {
    case .table: Format.table.fileExtensions
    case .markdown: Format.markdown.fileExtensions
    case .json: Format.json.fileExtensions
    }
  }

  /// The comparison in this form, with a line's end behind the last line.
  package func render(_ comparison: Comparison, style: Style = .plain) throws(Failure) -> String {
    switch self {
    case .table: ComparisonTable(of: comparison, style: style).text
    case .markdown: ComparisonMarkdown.text(of: comparison)
    case .json: try JSONText.text(of: comparison)
    }
  }
}
