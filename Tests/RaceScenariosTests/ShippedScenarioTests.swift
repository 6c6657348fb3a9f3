import Foundation
import RaceModel
import Testing

@testable import RaceScenarios

@Suite("The scenarios that ship")
struct ShippedScenarioTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../scenarios").standardizedFileURL

  private static let names = [
    "copy-methods", "durable", "exchange", "mapped-readers", "overwrite", "pr-591",
    "shared-staging-name", "sign-after-rename", "staging-elsewhere", "symlink", "unlink-create",
  ]

  @Test("The list of them is complete")
  func complete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(files.sorted() == Self.names.map { "\($0).yaml" })
  }

  @Test(arguments: names)
  func parses(_ name: String) throws {
    let file = Self.folder.appending(path: "\(name).yaml")
    let bytes = Array(try Data(contentsOf: file))
    let scenario = try ScenarioFile.parse(bytes, path: file.path, catalogue: catalogue) { path in
      FileManager.default.fileExists(atPath: path)
    }.resolved(defaultSeed: 1)
    #expect(scenario.title?.isEmpty == false)
    #expect((scenario.description ?? "").count > 100)
    #expect(scenario.subjects.count > 1)
  }

  @Test("pr-591 is the reference experiment, but for its contents")
  func reference() throws {
    let file = Self.folder.appending(path: "pr-591.yaml")
    let draft = try parsed(bytes: Array(try Data(contentsOf: file)))
    var scenario = try draft.resolved(defaultSeed: 1)
    #expect(
      scenario.contents
        == .command(
          "cp \"$RACEBENCH_EXECUTABLE\" {a} && strip -o {b} {a}"
            + " && truncate -s 7800000 {a} && truncate -s 7410000 {b}"))
    let reference = try ScenarioDraft().resolved(defaultSeed: 1)
    scenario.contents = reference.contents
    scenario.title = nil
    scenario.description = nil
    #expect(scenario == reference)
  }
}
