import Foundation
import TestSupport
import Testing

/// The schema of the JUnit form, checked by xmllint.
enum XMLSchema {
  static let canCheck = Needs.succeeds("command -v xmllint >/dev/null")

  private static let path = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Schema/test-results.xsd").path

  static func expectKept(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try problem(of: text) == nil, sourceLocation: sourceLocation)
  }

  /// What xmllint finds wrong; nil if nothing is.
  static func problem(of text: String) throws -> String? {
    let area = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: area, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: area) }
    let file = area.appending(path: "results.xml")
    try Data(text.utf8).write(to: file)
    let lint = Process()
    lint.executableURL = URL(filePath: "/usr/bin/env")
    lint.arguments = ["xmllint", "--noout", "--nonet", "--schema", path, file.path]
    let errors = Pipe()
    lint.standardError = errors
    try lint.run()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    lint.waitUntilExit()
    return lint.terminationStatus == 0 ? nil : String(decoding: said, as: UTF8.self)
  }
}
