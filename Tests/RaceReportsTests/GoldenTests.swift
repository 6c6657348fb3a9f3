import RaceModel
import RaceReports
import Testing

/// Every form of a plain report, of an odd one and of both together, as it was last looked at.
struct GoldenTests {
  /// A few reports by name.
  enum Sample: String, CaseIterable {
    case brief, reference, odd, both

    var reports: [Report] {
      switch self {
      case .brief: [Samples.brief]
      case .reference: [Samples.reference]
      case .odd: [Samples.odd]
      case .both: [Samples.reference, Samples.odd]
      }
    }
  }

  @Test(arguments: Sample.allCases, Format.allCases.map(\.rawValue))
  func theTextIsAsRecorded(_ sample: Sample, _ name: String) throws {
    let format = try #require(Format(rawValue: name))
    // Hundreds of states make JSON that nobody looks at: of that form, the short report is enough.
    guard format != .json || sample == .brief else { return }
    try Golden.expect(
      try format.render(sample.reports), is: "\(sample).\(format.fileExtensions[0])")
  }

  @Test func aNarrowTerminalAndColourAreAsRecorded() throws {
    let style = Style(width: 64, color: true)
    try Golden.expect(
      try Format.table.render([Samples.odd], style: style), is: "odd-narrow.txt")
    try Golden.expect(
      try Format.table.render([Samples.odd], style: Style(width: 140)), is: "odd-wide.txt")
  }

  @Test func samplesAddUp() {
    for report in [Samples.reference, Samples.odd] {
      #expect(report.runs.compactMap { $0.brokenSum?.problem } == [])
    }
    #expect(Samples.reference.runs.map(\.judgement.verdict) == [.fail, .pass])
    #expect(Samples.odd.runs.map(\.judgement.verdict) == [.fail, .pass, .fail, .inconclusive])
  }
}
