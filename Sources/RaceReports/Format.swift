import RaceModel

/// A form in which reports are written. A new one is a file of its own and a line in `allCases`.
package struct Format: RawRepresentable, CaseIterable, Hashable, Sendable {
  /// Every form that this build knows.
  package static let allCases: [Format] = [
    .table,
    .markdown,
    .json,
    .csv,
    .junit,
  ]

  /// What `--format` calls it.
  package let rawValue: String
  /// Extensions of files that are written in it, without the point, in lower case.
  package let fileExtensions: [String]
  private let renderer: @Sendable ([Report], Style) throws(Failure) -> String

  /// A form of this name, for the list above.
  init(
    _ name: String, fileExtensions: [String],
    renderer: @escaping @Sendable ([Report], Style) throws(Failure) -> String
  ) {
    rawValue = name
    self.fileExtensions = fileExtensions
    self.renderer = renderer
  }

  /// The form of this name; nil if there is none.
  package init?(rawValue: String) {
    guard let format = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = format
  }

  /// The form of files with this extension, which may have its point and any case; nil if there is none.
  package init?(fileExtension: String) {
    let name = (fileExtension.hasPrefix(".") ? fileExtension.dropFirst() : fileExtension[...])
      .lowercased()
    guard let format = Self.allCases.first(where: { $0.fileExtensions.contains(name) }) else {
      return nil
    }
    self = format
  }

  /// The reports in this form, with a line's end behind the last line. No reports at all are a defect of the
  /// caller: an empty selection must not look like a result.
  package func render(_ reports: [Report], style: Style = .plain) throws(Failure) -> String {
    guard !reports.isEmpty else { throw Failure(.defect, "there is no report to render") }
    return try renderer(reports, style)
  }

  package static func == (left: Format, right: Format) -> Bool { left.rawValue == right.rawValue }

  package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}
