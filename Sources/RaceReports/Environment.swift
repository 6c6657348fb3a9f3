import RaceModel

/// Where and how a race was run, in one line for people. Not yet escaped for any form.
enum Environment {
  /// `Linux 6.1.0, x86_64, 2 CPUs, ext4; 8 read readers, 1 writer, 30 swaps each; 7.8 MB generated, …`.
  static func line(of report: Report) -> String {
    [machine(report.host), race(report.scenario), contents(of: report), origin(of: report)]
      .map { $0.joined(separator: ", ") }.joined(separator: "; ")
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

  private static func contents(of report: Report) -> [String] {
    let sizes = report.runs.first.map {
      "\(ByteCount($0.contents.a.bytes).short) and \(ByteCount($0.contents.b.bytes).short)"
    }
    let contents =
      switch report.scenario.contents {
      case .generate(let size, _): "\(size.short) generated"
      case .files: "\(sizes.map { "\($0) " } ?? "")from files"
      case .command: "\(sizes.map { "\($0) " } ?? "")from a command"
      }
    let strategies = report.runs.compactMap(\.subject.updater.strategy)
    let signers = distinct(strategies.map(\.signer.description))
    let copies = distinct(strategies.map(\.copy.rawValue))
    let commands = report.runs.compactMap(\.subject.updater.command)
    let named = report.runs.filter { $0.subject.name != $0.subject.updater.defaultName }
      .compactMap(\.subject.updater.command?.command)
    let updaters = distinct(named.map { Text.cut($0, to: longestCommand) })
    let shells = distinct(commands.map { $0.shell == .none ? "without a shell" : "by \($0.shell)" })
    return [contents]
      + (updaters.isEmpty ? [] : ["updater \(updaters.joined(separator: " or "))"])
      + (shells.isEmpty ? [] : ["commands run \(shells.joined(separator: " or "))"])
      + (signers.isEmpty ? [] : ["signer \(signers.joined(separator: " or "))"])
      + (copies.isEmpty ? [] : ["copy \(copies.joined(separator: " or "))"])
      + (report.seed.map { ["seed \($0)"] } ?? [])
  }

  private static func origin(of report: Report) -> [String] {
    ["racebench \(report.toolVersion)", report.startedAt]
  }

  /// Each text once, in the order of first mention.
  private static func distinct(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }
}
