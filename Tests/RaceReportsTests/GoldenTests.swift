import RaceModel
import RaceReports
import Testing

/// Every form of a plain report, of an odd one, of both together and of gates, as it was last looked at.
struct GoldenTests {
  /// A few reports by name.
  enum Sample: String, CaseIterable {
    case brief, reference, odd, both
    case gatePass = "gate-pass"
    case gateFail = "gate-fail"
    case gateInconclusive = "gate-inconclusive"
    case gateExpectedFail = "gate-expected-fail"
    case gateUnmet = "gate-unmet"
    case gateRollback = "gate-rollback"
    case gateToothless = "gate-toothless"
    case commands
    case commandsFailing = "commands-failing"
    case commandsLearned = "commands-learned"
    case gateCommands = "gate-commands"

    var reports: [Report] {
      switch self {
      case .brief: [Samples.brief]
      case .reference: [Samples.reference]
      case .odd: [Samples.odd]
      case .both: [Samples.reference, Samples.odd]
      case .gatePass: [GateSamples.pass]
      case .gateFail: [GateSamples.fail]
      case .gateInconclusive: [GateSamples.inconclusive]
      case .gateExpectedFail: [GateSamples.expectedFail]
      case .gateUnmet: [GateSamples.unmet]
      case .gateRollback: [GateSamples.rollback]
      case .gateToothless: [GateSamples.toothless]
      case .commands: [CommandSamples.race]
      case .commandsFailing: [CommandSamples.failing]
      case .commandsLearned: [CommandSamples.learned]
      case .gateCommands: [CommandSamples.gate]
      }
    }
  }

  @Test(arguments: Sample.allCases, Format.allCases.map(\.rawValue))
  func theTextIsAsRecorded(_ sample: Sample, _ name: String) throws {
    let format = try #require(Format(rawValue: name))
    // Hundreds of states make JSON that nobody looks at: of that form, the short report is enough.
    guard format != .json || ![.reference, .odd, .both].contains(sample) else { return }
    try Golden.expect(
      try format.render(sample.reports), is: "\(sample.rawValue).\(format.fileExtensions[0])")
  }

  @Test func aNarrowTerminalAndColourAreAsRecorded() throws {
    let style = Style(width: 64, color: true)
    try Golden.expect(
      try Format.table.render([Samples.odd], style: style), is: "odd-narrow.txt")
    try Golden.expect(
      try Format.table.render([Samples.odd], style: Style(width: 140)), is: "odd-wide.txt")
  }

  @Test func samplesAddUp() {
    for report in Sample.allCases.flatMap(\.reports) {
      #expect(report.runs.compactMap { $0.brokenSum?.problem } == [])
    }
    #expect(Samples.reference.runs.map(\.judgement.verdict) == [.fail, .pass])
    #expect(Samples.odd.runs.map(\.judgement.verdict) == [.fail, .pass, .fail, .inconclusive])
    let gates = Sample.allCases.flatMap(\.reports).filter { $0.gate != nil }
    #expect(
      gates.map(\.verdict)
        == [.pass, .fail, .inconclusive, .pass, .fail, .fail, .inconclusive, .fail])
    #expect(
      CommandSamples.race.runs.map(\.judgement.verdict) == [.fail, .fail, .pass, .inconclusive])
    #expect(CommandSamples.failing.runs.map(\.judgement.verdict) == [.fail, .inconclusive])
  }
}
