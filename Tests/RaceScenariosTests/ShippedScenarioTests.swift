import Foundation
import RaceModel
import Testing

@testable import RaceScenarios

@Suite("The scenarios that ship")
struct ShippedScenarioTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL
  private static let folder = root.appending(path: "scenarios")

  private static let names = [
    "copy-methods", "copy-tools", "durable", "exchange", "load-library", "mapped-readers", "node",
    "overwrite", "pr-591-rollback", "pr-591", "python-import", "python", "rsync", "run-program",
    "sed", "shared-staging-name", "sign-after-rename", "staging-elsewhere", "symlink",
    "unlink-create",
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
    }.resolved(for: .run, defaultSeed: 1)
    #expect(scenario.title?.isEmpty == false)
    #expect((scenario.description ?? "").count > 100)
    #expect(scenario.subjects.count > 1)
    // Each also pins what its gate must find.
    for subject in scenario.subjects { #expect(subject.expect?.verdict != nil, "\(subject.name)") }
  }

  @Test("pr-591 is the reference experiment, but for its contents")
  func reference() throws {
    let file = Self.folder.appending(path: "pr-591.yaml")
    let draft = try parsed(bytes: Array(try Data(contentsOf: file)))
    var scenario = try draft.resolved(for: .run, defaultSeed: 1)
    #expect(
      scenario.contents
        == .command(
          "strip -g -o {a} \"$RACEBENCH_EXECUTABLE\" && strip -o {b} {a}"
            + " && truncate -s 7800000 {a} && truncate -s 7410000 {b}"))
    let reference = try ScenarioDraft().resolved(for: .run, defaultSeed: 1)
    scenario.contents = reference.contents
    scenario.title = nil
    scenario.description = nil
    for index in scenario.subjects.indices { scenario.subjects[index].expect = nil }
    #expect(scenario == reference)
  }

  @Test("pr-591-rollback is pr-591 with a signer that fails")
  func rollback() throws {
    let drafts = try ["pr-591", "pr-591-rollback"].map { name in
      try parsed(bytes: Array(try Data(contentsOf: Self.folder.appending(path: "\(name).yaml"))))
    }
    #expect(drafts[0].contents == drafts[1].contents)
    #expect(drafts.map(\.strategies.signer) == [SignerSpec("busy:40ms"), SignerSpec("fail")])
    #expect(
      drafts[1].subjects?.map(\.expect?.contracts) == [[.rollback: .broken], [.rollback: .kept]])
  }

  @Test("Every example in the description of the format is a scenario file, and no key is left out")
  func documented() throws {
    let text = try String(
      contentsOf: Self.root.appending(path: "docs/scenarios.md"), encoding: .utf8)
    let examples = text.matches(of: /```yaml\n((?:.|\n)*?)```/).map { String($0.output.1) }
    #expect(examples.count == 8)
    for example in examples {
      _ = try parsed(example).resolved(for: .run, defaultSeed: 1)
    }
    let keys =
      RootKey.names + ContentsKey.names + GenerateKey.names + SubjectKey.names
      + ExpectationKey.names + Contract.names
    for key in keys {
      #expect(text.contains("`\(key)`") || text.contains(".\(key)`"), "\(key)")
    }
    for placeholder in Placeholder.allCases {
      #expect(text.contains("| `\(placeholder.name)` | `\(placeholder.variable)` |"))
    }
  }

  @Test("Each contract has its row and its explanation")
  func contracts() throws {
    let text = try String(
      contentsOf: Self.root.appending(path: "docs/contracts.md"), encoding: .utf8)
    for contract in Contract.allCases {
      #expect(text.contains("| `\(contract.rawValue)` | \(contract.summary) |"))
      #expect(text.contains("\n- `\(contract.rawValue)`"), "\(contract)")
    }
  }
}
