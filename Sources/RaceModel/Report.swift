/// A race's result, as it is saved and rendered.
package struct Report: Hashable, Sendable {
  /// The JSON schema that this build writes, and the only one that it reads.
  package static let schema = "racebench/1"

  /// That on all runs together or, of a gate, on what was expected of them: the one that its exit status says.
  package var verdict: Verdict
  /// How it was gated; nil for a race that only measured.
  package var gate: Gate?
  /// The version of racebench that raced.
  package var toolVersion: String
  /// Where it was raced.
  package var host: Host
  /// That of generated contents; nil for others.
  package var seed: UInt64?
  /// When the race began, in UTC, as ISO 8601 writes it.
  package var startedAt: String
  /// From the first fork of a reader until each reader had looked once, in milliseconds.
  package var startMilliseconds: Double
  /// What was raced, with every choice made.
  package var scenario: Scenario
  /// One for each subject and role.
  package var runs: [Run]

  /// Takes each value as it is.
  package init(
    verdict: Verdict, gate: Gate? = nil, toolVersion: String, host: Host, seed: UInt64?,
    startedAt: String,
    startMilliseconds: Double, scenario: Scenario, runs: [Run]
  ) {
    self.verdict = verdict
    self.gate = gate
    self.toolVersion = toolVersion
    self.host = host
    self.seed = seed
    self.startedAt = startedAt
    self.startMilliseconds = startMilliseconds
    self.scenario = scenario
    self.runs = runs
  }

  /// What was expected of the subjects, held against what they gave.
  package var checks: [Check] { ExpectationJudge.checks(of: runs) }
}

/// The machine and the place that a race ran on.
package struct Host: Hashable, Sendable, Codable {
  /// `Linux 6.1.0-18-amd64`.
  package var kernel: String
  /// As uname(2) has it: `x86_64`.
  package var architecture: String
  /// Processors that the race could use.
  package var cpus: Int
  /// The name of the processor, where the kernel knows one.
  package var cpuModel: String?
  /// The type of the file system that the target lay on: `ext4`, `tmpfs`, …
  package var fileSystem: String
  /// Where the updaters' temporary directories lay; nil where that was not noted.
  package var temporaryDirectory: TemporaryDirectory?

  /// Takes each value as it is.
  package init(
    kernel: String, architecture: String, cpus: Int, cpuModel: String?, fileSystem: String,
    temporaryDirectory: TemporaryDirectory? = nil
  ) {
    self.temporaryDirectory = temporaryDirectory
    self.kernel = kernel
    self.architecture = architecture
    self.cpus = cpus
    self.cpuModel = cpuModel
    self.fileSystem = fileSystem
  }
}
