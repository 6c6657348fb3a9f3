import RaceModel
import Testing

@testable import RaceReports

struct ContractNotesTests {
  private func notes(_ run: Run, of report: Report = CommandSamples.race) -> ContractNotes? {
    ContractNotes(on: run, of: report)
  }

  @Test func whatIsKeptStandsBeforeWhatIsBrokenBeforeWhatIsNotChecked() {
    #expect(
      CommandSamples.race.runs.map { notes($0)?.marks } == [
        "contracts: ✗ content, presence",
        "contracts: ✓ truth, metadata, leftovers; ✗ content, presence, inode, symlink, monotone; "
          + "– rollback",
        "contracts: ✓ content, presence, truth, inode, metadata, leftovers, monotone; "
          + "– rollback, symlink",
        "contracts: ✓ metadata, leftovers; ✗ truth; – content, presence, rollback, inode, symlink, "
          + "monotone",
      ])
  }

  /// Results of earlier versions, and races of several writers, show only what they know.
  @Test func nobodyLookedIsNotShown() {
    #expect(notes(Samples.reference.runs[1])?.marks == "contracts: ✓ content, presence")
    #expect(notes(Samples.reference.runs[0])?.marks == "contracts: ✗ content; – presence")
    // No gap between two calls was tried beside it.
    #expect(
      notes(GateSamples.rollback.runs[0])?.marks == "contracts: ✓ content, rollback; – presence")
    #expect(notes(Samples.failing("x")) == nil)
    #expect(notes(CommandSamples.failing.runs[1]) == nil)
    #expect(notes(Samples.reference.runs[1])?.evidence == [])
  }

  /// A mark stays with the name behind it.
  @Test func noLineEndsInAMark() {
    for run in CommandSamples.race.runs {
      for width in 20...120 {
        let lines = Text.wrap(notes(run)?.words ?? [], to: width)
        #expect(lines.allSatisfy { !["✓", "✗", "–"].contains($0.last ?? " ") })
        #expect(lines.joined(separator: " ") == notes(run)?.marks)
      }
    }
  }

  @Test func whatBrokeItIsSaidOnce() {
    #expect(
      notes(CommandSamples.race.runs[1])?.evidence == [
        "inode: broken after 30 of 30 swaps, first: the old file was written",
        "symlink: broken after 1 of 30 swaps, first: the target was a symlink, and is none any more",
        "monotone: broken in 2 of 1,200 looks, first: a look saw B, and a later one A",
      ])
    // A check has said what was left.
    let leaky = CommandSamples.gate.runs[1]
    #expect(
      notes(leaky, of: CommandSamples.gate)?.evidence
        == ["metadata: broken after 15 of 30 swaps, first: the mode is 0600, and was 0755"])
    #expect(notes(leaky)?.evidence.count == 2)
    // The verdict's reason has said it; where readers saw something, the reason is that.
    let rollback = GateSamples.rollback
    #expect(notes(rollback.runs[1], of: rollback)?.evidence == [])
    #expect(
      notes(rollback.runs[2], of: rollback)?.evidence
        == ["rollback: broken after 6 of 6 failed swaps, first: the target is 4.1 KB truncated"])
    for report in GateSamples.all + CommandSamples.all {
      for name in ["table", "markdown"] {
        let text = try? Format(rawValue: name)?.render([report], style: Style(width: 9999))
        for run in report.runs {
          for case .broken(let first) in [run.contracts[.rollback], run.contracts[.leftovers]] {
            #expect(text?.split(separator: first).count == 2, "\(first)")
          }
        }
      }
    }
  }

  /// A scenario may find a state acceptable, and no list of partial states names it then.
  @Test func anAcceptableStateThatBreaksAContractIsSaid() {
    var run = Samples.reference.runs[1]
    run.states.append(
      State(observation: .error(errno: 2), kind: .missing, grade: .acceptable, count: 1))
    #expect(notes(run)?.marks == "contracts: ✓ content; ✗ presence")
    #expect(notes(run)?.evidence == ["presence: missing"])
    run.states[2].grade = .forbidden
    #expect(notes(run)?.evidence == [])
  }

  @Test func longEvidenceIsCut() {
    var run = CommandSamples.race.runs[2]
    run.inspections[.truth] = Inspection(
      checked: 1, broken: 1, first: String(repeating: "x", count: 5000))
    #expect(notes(run)?.evidence[0].count ?? 0 < 320)
  }

  /// What each contract promises, as `racebench list contracts` shows it.
  @Test func theListOfContractsFitsATerminal() throws {
    let text = CatalogueText.render("contracts", Contract.allCases.map(\.entry))
    try Golden.expect(text, is: "contracts.txt")
    for line in text.split(separator: "\n") { #expect(Text.width(String(line)) <= 80) }
  }
}
