/// A race's result, as it is saved and rendered.
package struct Report: Hashable, Sendable {
  /// The JSON schema that this build writes, and the only one that it reads.
  package static let schema = "racebench/1"

  package var verdict: Verdict
  package var toolVersion: String
  package var host: Host
  package var seed: UInt64?
  /// When the race began, in UTC, as ISO 8601 writes it.
  package var startedAt: String
  /// From the first fork of a reader until each reader had looked once, in milliseconds.
  package var startMilliseconds: Double
  package var scenario: Scenario
  package var runs: [Run]

  package init(
    verdict: Verdict, toolVersion: String, host: Host, seed: UInt64?, startedAt: String,
    startMilliseconds: Double, scenario: Scenario, runs: [Run]
  ) {
    self.verdict = verdict
    self.toolVersion = toolVersion
    self.host = host
    self.seed = seed
    self.startedAt = startedAt
    self.startMilliseconds = startMilliseconds
    self.scenario = scenario
    self.runs = runs
  }
}

/// The machine and the place that a race ran on.
package struct Host: Hashable, Sendable, Codable {
  /// `Linux 6.1.0-18-amd64`.
  package var kernel: String
  package var architecture: String
  /// Processors that the race could use.
  package var cpus: Int
  package var cpuModel: String?
  /// The type of the file system that the target lay on: `ext4`, `tmpfs`, …
  package var fileSystem: String

  package init(
    kernel: String, architecture: String, cpus: Int, cpuModel: String?, fileSystem: String
  ) {
    self.kernel = kernel
    self.architecture = architecture
    self.cpus = cpus
    self.cpuModel = cpuModel
    self.fileSystem = fileSystem
  }
}
