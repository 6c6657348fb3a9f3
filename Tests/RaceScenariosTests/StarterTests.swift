import RaceModel
import Testing

@testable import RaceScenarios

@Suite("What people begin with")
struct StarterTests {
  private let text = StarterScenario.text(at: "racebench.yaml")

  @Test("The scenario pins that a good strategy passes and a bad one is caught")
  func scenario() throws {
    let scenario = try parsed(text).resolved(for: .gate(catalogue), defaultSeed: 591)
    #expect(scenario.subjects.map(\.name) == ["staged", "inplace"])
    #expect(
      scenario.subjects.map(\.expect) == [
        Expectation(verdict: .pass, partialReads: CountCondition(.exactly, 0), kinds: [.stable]),
        Expectation(verdict: .fail),
      ])
    #expect(scenario.contents == .generate(size: ByteCount(1_000_000), seed: 591))
    #expect(scenario.title?.isEmpty == false)
    _ = try parsed(text).resolved(for: .run, defaultSeed: 591)
  }

  @Test("Each example in its comments is right")
  func examples() throws {
    let lines = text.split(separator: "\n")
    let keys = lines.filter { $0.hasPrefix("#   ") && !$0.hasPrefix("#    ") }
    #expect(keys.count == 7)
    for line in keys {
      let scenario = "\(line.dropFirst(4))\nsubjects: [staged]"
      _ = try parsed(scenario).resolved(for: .gate(catalogue), defaultSeed: 591)
    }
    let subject = lines.filter { $0.hasPrefix("  #   ") }.map { "  \($0.dropFirst(6))\n" }
    #expect(subject.count == 6)
    let own = try parsed("\(text)\(subject.joined())")
      .resolved(for: .gate(catalogue), defaultSeed: 591)
    #expect(own.subjects.map(\.name) == ["staged", "inplace", "as our installer does it", "our installer"])
  }

  @Test("Which files there are, and that each is YAML")
  func files() throws {
    let paths: [CISystem?: [String]] = [
      nil: [], .github: [".github/workflows/racebench.yml"],
      .gitlab: [".gitlab/racebench.gitlab-ci.yml", ".gitlab-ci.yml"],
    ]
    for system in [nil] + CISystem.allCases {
      let files = StarterFile.all(scenario: "ci/race bench.yaml", for: system)
      #expect(files.map(\.path) == ["ci/race bench.yaml"] + (paths[system] ?? []))
      for file in files {
        _ = try YAMLDocument.root(of: Array(file.text.utf8), path: file.path)
        #expect(file.text.hasSuffix("\n") && !file.text.hasSuffix("\n\n"))
        #expect(file.text.contains("ci/race bench.yaml") == (file.path != ".gitlab-ci.yml"))
      }
      // Only another's pipeline is left as it is.
      #expect(
        files.filter { $0.adviceIfThere != nil }.map(\.path)
          == (system == .gitlab ? [".gitlab-ci.yml"] : []))
    }
  }

  @Test(
    "Where a scenario may be",
    arguments: [
      "racebench.yaml", "ci/race bench.yaml", "größe.yaml", "a_b-c+d@e.yml", ".hidden/x.yaml",
    ])
  func goodPath(_ path: String) throws {
    #expect(try Checks(catalogue).scenarioPath(path) == path)
  }

  @Test(
    "Where none may be",
    arguments: [
      "", "/x.yaml", "../x.yaml", "a/../x.yaml", "a//x.yaml", "./x.yaml", "a/", "-x.yaml", " x",
      "x ",
      "it's.yaml", "${{ x }}.yaml", "$HOME.yaml", "a\nb.yaml", "a\"b.yaml", "a`b.yaml", "a\\b.yaml",
      "a:b.yaml", "a#b.yaml",
    ])
  func badPath(_ path: String) {
    #expect(throws: Problem.self) { try Checks(catalogue).scenarioPath(path) }
  }
}
