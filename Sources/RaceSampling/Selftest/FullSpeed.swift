import RaceModel

/// The one race of a selftest that is not in lock-step: whether readers on this machine catch things in real time.
enum FullSpeed {
  /// As a gate races where nobody says otherwise, but with little to read.
  static let scenario = Scenario(
    contents: .generate(size: ByteCount(1_000_000), seed: 1),
    glancers: Scenario.Limits.defaultGateGlancers,
    extent: .untilDecided(within: Scenario.Limits.defaultTimeLimit),
    subjects: [subject("inplace"), subject("staged")],
    controls: [subject("inplace"), subject("backup-rename")])

  private static func subject(_ strategy: String) -> Subject {
    Subject(strategy: strategy, signer: SignerSpec("busy:1ms"))
  }

  /// A row for each subject and each control of the scenario, in its order.
  static func rows(_ showings: [Showing]) -> [SelftestRow] {
    let verdicts: [Verdict] = [.fail, .pass]
    let subjects = zip(scenario.subjects, zip(verdicts, showings)).map { subject, due in
      due.1.row(of: subject.name, condition, expected: due.0)
    }
    return subjects
      + zip(scenario.controls, showings.dropFirst(scenario.subjects.count)).map {
        row(ofControl: $0.name, $1)
      }
  }

  private static let condition = "full speed"

  private static func row(ofControl name: String, _ showing: Showing) -> SelftestRow {
    var (got, detail) = (showing.outcome, showing.gist)
    if case .run(let run) = showing {
      got = run.caughtSwaps > 0 ? .caught : .notCaught
      detail = "in \(run.caughtSwaps) of \(Count.text(run.windows.count, "swap"))"
    }
    return SelftestRow(
      what: "control \(name)", condition: condition, expected: .caught, got: got, detail: detail)
  }
}
