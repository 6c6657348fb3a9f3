import RaceModel

/// The forms in which results of one sort are written.
package protocol OutputForm: Sendable {
  /// What is written.
  associatedtype Content
  /// Every form that this build knows.
  static var allCases: [Self] { get }
  /// What `--format` calls it.
  var rawValue: String { get }
  /// Extensions of files that are written in it, without the point, in lower case.
  var fileExtensions: [String] { get }
  /// The content in this form, with a line's end behind the last line.
  func render(_ content: Content, style: Style) throws(Failure) -> String
}

extension OutputForm {
  /// The form of this name; nil if there is none.
  package init?(rawValue: String) {
    guard let form = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = form
  }

  /// The form of files with this extension, which may have its point and any case; nil if there is none.
  package init?(fileExtension: String) {
    let name = (fileExtension.hasPrefix(".") ? fileExtension.dropFirst() : fileExtension[...])
      .lowercased()
    guard let form = Self.allCases.first(where: { $0.fileExtensions.contains(name) }) else {
      return nil
    }
    self = form
  }
}

extension Format: OutputForm {}
