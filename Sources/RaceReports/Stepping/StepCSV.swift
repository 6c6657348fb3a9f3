import RaceModel

/// Explorations with a line for each step (RFC 4180).
enum StepCSV {
  /// A step with what it belongs to.
  private struct Line {
    let report: ExplorationReport
    let step: Step
    var state: SteppedState { report.exploration.states[step.after.state] }
    /// What a read in progress at the step can return.
    var derived: SteppedState? {
      report.exploration.states.first { $0.isDerived && $0.firstStep == step.index }
    }
  }

  static func text(of reports: [ExplorationReport]) -> String {
    let lines = reports.flatMap { report in
      report.exploration.steps.map { Line(report: report, step: $0) }
    }
    let rows =
      [fields.map(\.name)]
      + lines.map { line in fields.map { $0.text(line) } }
    return rows.map { $0.map(CSV.field).joined(separator: ",") + "\r\n" }.joined()
  }

  /// Columns are added at the end only.
  private static let fields: [(name: String, text: @Sendable (Line) -> String)] = [
    ("schema", { _ in Report.schema }),
    ("startedAt", { $0.report.startedAt }),
    ("subject", { $0.report.exploration.subject.name }),
    ("verdict", { $0.report.exploration.judgement.verdict.rawValue }),
    ("index", { "\($0.step.index)" }),
    ("process", { "\($0.step.process)" }),
    ("name", { $0.step.name }),
    ("call", { $0.step.call }),
    (
      "result.returned",
      { if case .returned(let value) = $0.step.result { "\(value)" } else { "" } }
    ),
    (
      "result.errno",
      { if case .failed(let errno) = $0.step.result { ErrnoName.text(errno) } else { "" } }
    ),
    ("result.lost", { if case .lost = $0.step.result { "true" } else { "" } }),
    ("effects", { $0.step.effects.map(text).joined(separator: "; ") }),
    ("before.state", { $0.step.before.map { "\($0.state)" } ?? "" }),
    ("state", { "\($0.step.after.state)" }),
    ("kind", { $0.state.kind.rawValue }),
    ("grade", { $0.state.grade.rawValue }),
    ("bytes", { $0.state.observation.bytes.map { "\($0)" } ?? "" }),
    ("digest", { $0.state.observation.digest?.hex ?? "" }),
    ("file", { $0.step.after.file.map { "\($0)" } ?? "" }),
    ("resolved", { $0.step.after.resolved ?? "" }),
    ("isLink", { "\($0.step.after.isLink)" }),
    ("mode", { $0.step.after.mode.map(ModeText.of) ?? "" }),
    ("owner", { $0.step.after.owner ?? "" }),
    ("metadataProblem", { $0.step.after.metadataProblem ?? "" }),
    // No name has a slash in it.
    ("entries", { $0.step.after.entries.map(\.text).joined(separator: "/") }),
    (
      "way",
      { line in
        line.step.after.way.sorted { $0.key < $1.key }
          .map { "\(ModeText.of($0.value)) \($0.key)" }.joined(separator: "; ")
      }
    ),
    ("derived", { $0.derived?.kind.rawValue ?? "" }),
    ("program", { $0.step.program ?? "" }),
  ]

  /// `created 2 exclusively`, `wrote 1`, `syncedDirectory`.
  private static func text(_ effect: Step.Effect) -> String {
    switch effect {
    case .created(let file, let exclusively): "created \(file)\(exclusively ? " exclusively" : "")"
    case .reused(let file): "reused \(file)"
    case .wrote(let file): "wrote \(file)"
    case .altered(let file): "altered \(file)"
    case .synced(let file): "synced \(file)"
    case .syncedDirectory: "syncedDirectory"
    case .syncedAll: "syncedAll"
    case .cut: "cut"
    }
  }
}
