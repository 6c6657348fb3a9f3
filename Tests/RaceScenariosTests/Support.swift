import RaceModel
import Testing

@testable import RaceScenarios

/// Testing has a type of that name too.
typealias Expectation = RaceModel.Expectation

/// The names that the shipped scenarios and the tests may use.
let catalogue = Catalogue(
  strategies: [
    "inplace", "overwrite", "unlink-create", "staged", "staged-durable", "staged-sign-after",
    "staged-shared", "staged-elsewhere", "exchange", "backup-rename", "symlink-swap",
    "symlink-relink", "foundation-write",
  ].map { Catalogue.Entry(name: $0, summary: "") },
  readers: ["read", "mmap", "dlopen", "exec", "command"].map {
    Catalogue.Entry(name: $0, summary: "")
  },
  signers: [
    Catalogue.Entry(name: "none", summary: ""),
    Catalogue.Entry(name: "busy", summary: "", argument: .duration),
    Catalogue.Entry(name: "sleep", summary: "", argument: .duration),
    Catalogue.Entry(name: "append", summary: "", argument: .optionalDuration),
    Catalogue.Entry(name: "fail", summary: "", fails: true),
    Catalogue.Entry(name: "command", summary: "", argument: .command),
  ])

/// What a file of these bytes says, where every file exists whose name does not begin with `no-`.
func parsed(bytes: [UInt8], path: String = "s.yaml") throws(Failure) -> ScenarioDraft {
  try ScenarioFile.parse(bytes, path: path, catalogue: catalogue) { path in
    path.split(separator: "/").last?.hasPrefix("no-") != true
  }
}

/// What a file of this text says.
func parsed(_ yaml: String, path: String = "s.yaml") throws(Failure) -> ScenarioDraft {
  try parsed(bytes: Array(yaml.utf8), path: path)
}

/// The scenario in a file of this text, with 591 as the default seed.
func scenario(_ yaml: String) throws(Failure) -> Scenario {
  try parsed(yaml).resolved(for: .run, defaultSeed: 591)
}

/// Why a file of these bytes is refused.
func refusal(bytes: [UInt8]) -> Failure? {
  do throws(Failure) {
    _ = try parsed(bytes: bytes).resolved(for: .run, defaultSeed: 591)
    return nil
  } catch {
    return error
  }
}

/// Why a file of this text is refused.
func refusal(_ yaml: String) -> Failure? { refusal(bytes: Array(yaml.utf8)) }
