import RaceModel
import RaceReports
import Testing

struct FormatTests {
  @Test(arguments: [
    ("txt", "table"), ("md", "markdown"), ("markdown", "markdown"), ("json", "json"),
    ("csv", "csv"), ("xml", "junit"),
    ("JSON", "json"), (".Md", "markdown"),
  ])
  func theExtensionNamesTheFormat(_ fileExtension: String, _ name: String) {
    #expect(Format(fileExtension: fileExtension)?.rawValue == name)
  }

  @Test(arguments: ["", ".", "yaml", "jsonx", "..md", "html"])
  func otherExtensionsNameNone(_ fileExtension: String) {
    #expect(Format(fileExtension: fileExtension) == nil)
  }

  @Test func namesAndExtensionsAreUnique() {
    let extensions = Format.allCases.flatMap(\.fileExtensions)
    #expect(Set(extensions).count == extensions.count)
    #expect(Format.allCases.map(\.rawValue) == ["table", "markdown", "json", "csv", "junit"])
    #expect(Format.allCases.allSatisfy { Format(rawValue: $0.rawValue) == $0 })
    #expect(Format(rawValue: "Table") == nil)
    #expect(Set(Format.allCases).count == 5)
  }

  /// An empty selection must not look like a result.
  @Test func nothingIsNotRendered() {
    for format in Format.allCases {
      #expect(throws: Failure(.defect, "there is no report to render")) { try format.render([]) }
    }
  }
}
