import RaceModel

/// Where and how a race was run, in one line for people. Not yet escaped for any form.
enum Environment {
  /// `Linux 6.1.0, x86_64, 2 CPUs, ext4; 8 read readers, 1 writer, 30 swaps each; 7.8 MB generated, …`.
  static func line(of report: Report) -> String {
    let contents = contents(
      report.scenario.contents, as: report.runs.first?.contents, of: raced(report),
      seed: report.seed)
    return line([
      machine(report.host), race(report.scenario), contents + temporary(report),
      origin(report.toolVersion, report.startedAt),
    ])
  }

  /// The same of an exploration: `…; split 1048576B, settle 100ms, timeout 60s; …`.
  static func line(of report: ExplorationReport) -> String {
    let plan = report.plan
    let contents = contents(
      plan.contents, as: report.exploration.contents, of: [report.exploration.subject],
      seed: report.seed)
    return line([
      machine(report.host), exploration(plan), contents,
      origin(report.toolVersion, report.startedAt),
    ])
  }

  /// What its words are about: the subjects, and the controls beside those that copy and sign as controls do.
  private static func raced(_ report: Report) -> [Subject] {
    let subjects = report.runs.filter { $0.role == .subject }.map(\.subject)
    let areCommands = subjects.allSatisfy { $0.updater.command != nil }
    return areCommands && !subjects.isEmpty ? subjects : report.runs.map(\.subject)
  }

  /// Where commands' TMPDIR lay: what is moved from another file system is copied.
  private static func temporary(_ report: Report) -> [String] {
    guard let space = report.host.temporaryDirectory,
      report.runs.contains(where: { $0.subject.updater.command != nil })
    else { return [] }
    return [
      space.sameFileSystem
        ? "TMPDIR on the target's file system"
        : "TMPDIR on another file system than the target's (\(space.directory))"
    ]
  }

  private static func line(_ parts: [[String]]) -> String {
    parts.map { $0.joined(separator: ", ") }.joined(separator: "; ")
  }

  private static func exploration(_ plan: ExplorationPlan) -> [String] {
    let required = plan.required.map(\.rawValue).joined(separator: " and ")
    return [
      "split \(Figure.size(plan.split))", "settle \(plan.settle.exact)",
      "timeout \(plan.timeout.exact)",
    ] + (plan.symlink ? ["target is a symlink"] : [])
      + (required.isEmpty ? [] : ["\(required) required"])
  }

  private static func machine(_ host: Host) -> [String] {
    let model = host.cpuModel.map { " (\($0))" } ?? ""
    return [
      host.kernel, host.architecture, "\(Count.text(host.cpus, "CPU"))\(model)", host.fileSystem,
    ]
  }

  private static func race(_ scenario: Scenario) -> [String] {
    let readers =
      Count.text(scenario.readers, "\(scenario.reader.name) reader") + detail(of: scenario.reader)
    let glancers = scenario.glancers > 0 ? [Count.text(scenario.glancers, "glancer")] : []
    let extent =
      switch scenario.extent {
      case .swaps(let count): "\(Count.text(count, "swap")) each"
      case .duration(let span): "\(span.exact) each"
      case .untilDecided(let limit): "until decided, at most \(limit.exact)"
      }
    return [readers] + glancers + [Count.text(scenario.writers, "writer"), extent]
      + (scenario.symlink ? ["target is a symlink"] : [])
  }

  /// What its readers run, where the user says that.
  private static func detail(of reader: ReaderSpec) -> String {
    (reader.command ?? reader.symbol).map { " (\(Text.cut($0, to: longestCommand)))" } ?? ""
  }

  /// Longer commands are cut to this many characters.
  private static let longestCommand = 60

  private static func contents(
    _ plan: ContentsPlan, as facts: Contents?, of subjects: [Subject], seed: UInt64?
  ) -> [String] {
    let made = facts?.takenFromEnd == true ? " made of it," : ""
    let sizes = facts.map {
      "\(ByteCount($0.a.bytes).short) and \(ByteCount($0.b.bytes).short)\(made)"
    }
    let contents =
      switch plan {
      case .generate(let size, _): "\(size.short) generated"
      case .files: "\(sizes.map { "\($0) " } ?? "")from files"
      case .command: "\(sizes.map { "\($0) " } ?? "")from a command"
      }
    let strategies = subjects.compactMap(\.updater.strategy)
    let signers = distinct(strategies.map(\.signer.description))
    let copies = distinct(strategies.map(\.copy.rawValue))
    let commands = subjects.compactMap(\.updater.command)
    let named = subjects.filter { $0.name != $0.updater.defaultName }
      .compactMap(\.updater.command?.command)
    let updaters = distinct(named.map { Text.cut($0, to: longestCommand) })
    let shells = distinct(commands.map { $0.shell == .none ? "without a shell" : "by \($0.shell)" })
    return [contents]
      + (updaters.isEmpty ? [] : ["updater \(updaters.joined(separator: " or "))"])
      + (shells.isEmpty ? [] : ["commands run \(shells.joined(separator: " or "))"])
      + (signers.isEmpty ? [] : ["signer \(signers.joined(separator: " or "))"])
      + (copies.isEmpty ? [] : ["copy \(copies.joined(separator: " or "))"])
      + (seed.map { ["seed \($0)"] } ?? [])
  }

  private static func origin(_ version: String, _ startedAt: String) -> [String] {
    ["racebench \(version)", startedAt]
  }

  /// Each text once, in the order of first mention.
  private static func distinct(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }
}
