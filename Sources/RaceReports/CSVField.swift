import RaceModel

/// A column of the CSV form, under the name of the JSON field that it holds; a point stands for each level.
struct CSVField: Sendable {
  let name: String
  let text: @Sendable (Report, Run) -> String

  private init(_ name: String, _ text: @escaping @Sendable (Report, Run) -> String) {
    self.name = name
    self.text = text
  }

  /// All columns, in order: what holds for the report, then the run's own fields.
  static let all: [CSVField] = ofReport + ofRun + ofTally + derived + ofGate + ofCommands

  private static let ofReport = [
    CSVField("schema") { _, _ in Report.schema },
    CSVField("startedAt") { report, _ in report.startedAt },
    CSVField("tool.version") { report, _ in report.toolVersion },
    CSVField("host.kernel") { report, _ in report.host.kernel },
    CSVField("host.architecture") { report, _ in report.host.architecture },
    CSVField("host.cpus") { report, _ in "\(report.host.cpus)" },
    CSVField("host.cpuModel") { report, _ in report.host.cpuModel ?? "" },
    CSVField("host.fileSystem") { report, _ in report.host.fileSystem },
    CSVField("seed") { report, _ in report.seed.map { "\($0)" } ?? "" },
    CSVField("scenario.title") { report, _ in report.scenario.title ?? "" },
  ]

  private static let ofRun = [
    CSVField("subject") { _, run in run.subject.name },
    CSVField("strategy") { _, run in run.subject.updater.strategy?.name ?? "" },
    CSVField("copy") { _, run in run.subject.updater.strategy?.copy.rawValue ?? "" },
    CSVField("signer") { _, run in run.subject.updater.strategy?.signer.description ?? "" },
    CSVField("stagingDirectory") { _, run in run.subject.updater.strategy?.stagingDirectory ?? "" },
    CSVField("role") { _, run in run.role.rawValue },
    CSVField("verdict") { _, run in run.judgement.verdict.rawValue },
    CSVField("reason") { _, run in run.judgement.reason },
    CSVField("reader") { _, run in run.reader },
    CSVField("readers") { _, run in "\(run.readers)" },
    CSVField("glancers") { _, run in "\(run.glancers)" },
    CSVField("writers") { _, run in "\(run.writers)" },
    CSVField("knownBroken") { _, run in "\(run.knownBroken)" },
    CSVField("contents.a.bytes") { _, run in "\(run.contents.a.bytes)" },
    CSVField("contents.a.xxh128") { _, run in run.contents.a.xxh128.hex },
    CSVField("contents.b.bytes") { _, run in "\(run.contents.b.bytes)" },
    CSVField("contents.b.xxh128") { _, run in run.contents.b.xxh128.hex },
  ]

  private static let ofTally = [
    count("reads", \.reads), count("glances", \.glances), count("exposedReads", \.exposedReads),
    count("exposedGlances", \.exposedGlances), count("exposedByPhase.copy", \.exposedByPhase.copy),
    count("exposedByPhase.sign", \.exposedByPhase.sign),
    count("exposedByPhase.publish", \.exposedByPhase.publish),
    count("partialReads", \.partialReads),
    count("partialGlances", \.partialGlances), count("exposedPartialReads", \.exposedPartialReads),
    count("lateReads", \.lateReads), count("lateGlances", \.lateGlances),
    count("lostReads", \.lostReads), count("lostGlances", \.lostGlances),
    count("overflow", \.overflow), count("glanceOverflow", \.glanceOverflow),
    count("bytesRead", \.bytesRead),
  ]

  private static let derived = [
    CSVField("swaps") { _, run in "\(run.swaps)" },
    CSVField("failedSwaps") { _, run in "\(run.failedSwaps)" },
    CSVField("caughtSwaps") { _, run in "\(run.caughtSwaps)" },
    CSVField("distinctPartialStates") { _, run in "\(run.distinctPartialStates)" },
    CSVField("wallSeconds") { _, run in "\(run.wallSeconds)" },
    CSVField("readsPerSecond") { _, run in "\(run.readsPerSecond)" },
    CSVField("bytesPerSecond") { _, run in "\(run.bytesPerSecond)" },
    CSVField("upperBound95") { _, run in "\(run.upperBound95)" },
  ]

  /// Columns are added at the end only.
  private static let ofGate =
    [
      CSVField("gate.confidence") { report, _ in report.gate.map { "\($0.confidence)" } ?? "" },
      CSVField("gate.judgements") { report, _ in report.gate?.judgements.map { "\($0)" } ?? "" },
      CSVField("chanceOfMissing") { _, run in run.judgement.chanceOfMissing.map { "\($0)" } ?? "" },
      CSVField("rollback.checked") { _, run in run.rollback.map { "\($0.checked)" } ?? "" },
      CSVField("rollback.broken") { _, run in run.rollback.map { "\($0.broken)" } ?? "" },
    ]
    + [Contract.content, .presence, .rollback].map(state)

  /// What came with updaters and readers that the user brings along.
  private static let ofCommands =
    [
      CSVField("scenario.readerCommand") { report, _ in report.scenario.reader.command ?? "" },
      CSVField("scenario.symbol") { report, _ in report.scenario.reader.symbol ?? "" },
      CSVField("updater") { _, run in run.subject.updater.command?.command ?? "" },
      CSVField("setup") { _, run in run.subject.updater.command?.setup ?? "" },
      CSVField("teardown") { _, run in run.subject.updater.command?.teardown ?? "" },
      CSVField("timeout") { _, run in run.subject.updater.timeout?.exact ?? "" },
      CSVField("shell") { _, run in run.subject.updater.command.map { "\($0.shell)" } ?? "" },
      CSVField("contents.learned") { _, run in run.contents.learned.map { "\($0)" } ?? "" },
      CSVField("contents.takenFromEnd") { _, run in
        run.contents.takenFromEnd.map { "\($0)" } ?? ""
      },
      CSVField("foreignRests") { _, run in "\(run.foreignRests)" },
      CSVField("textBusySwaps") { _, run in "\(run.textBusySwaps)" },
    ] + inspected.map(state)
    + inspected.flatMap { contract in
      [
        CSVField("inspections.\(contract.rawValue).checked") { _, run in
          run.inspections[contract].map { "\($0.checked)" } ?? ""
        },
        CSVField("inspections.\(contract.rawValue).broken") { _, run in
          run.inspections[contract].map { "\($0.broken)" } ?? ""
        },
      ]
    }

  /// Contracts that came after the first three, in the order in which they came.
  private static let inspected: [Contract] = [
    .truth, .inode, .metadata, .symlink, .leftovers, .monotone,
  ]

  /// Whose run it is, what was raced and what came of its contracts, by name; only what is not empty.
  static func ofSubject(_ report: Report, _ run: Run) -> [(name: String, text: String)] {
    (ofRun.prefix(7) + ofGate.suffix(5) + ofCommands.dropFirst(2)).map {
      ($0.name, $0.text(report, run))
    }.filter { !$0.text.isEmpty }
  }

  private static func state(of contract: Contract) -> CSVField {
    CSVField("contracts.\(contract.rawValue).state") { _, run in
      run.contracts[contract]?.name.rawValue ?? ""
    }
  }

  private static func count(
    _ name: String, _ field: KeyPath<Tally, UInt64> & Sendable
  ) -> CSVField {
    CSVField(name) { _, run in "\(run.tally[keyPath: field])" }
  }
}
