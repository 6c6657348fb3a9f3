import RaceModel
import RaceReports
import Testing

/// Every form of explorations, as it was last looked at.
struct ExplorationGoldenTests {
  /// A few by name.
  enum Sample: String, CaseIterable {
    case staged = "explore-staged"
    case inPlace = "explore-in-place"
    case failing = "explore-failing"
    case odd = "explore-odd"
    case both = "explore-both"

    var reports: [ExplorationReport] {
      switch self {
      case .staged: [ExplorationSamples.staged]
      case .inPlace: [ExplorationSamples.inPlace]
      case .failing: [ExplorationSamples.failing]
      case .odd: [ExplorationSamples.odd]
      case .both:
        [ExplorationSamples.staged, ExplorationSamples.failing, ExplorationSamples.staged]
      }
    }
  }

  @Test(arguments: Sample.allCases, ExplorationFormat.allCases)
  func theTextIsAsRecorded(_ sample: Sample, _ format: ExplorationFormat) throws {
    // Thousands of lines that nobody looks at.
    let isLong = [.json, .csv].contains(format)
    guard !isLong || ![.inPlace, .both].contains(sample) else { return }
    try Golden.expect(
      try format.render(ShownExplorations(sample.reports)),
      is: "\(sample.rawValue).\(format.fileExtensions[0])")
  }

  @Test(arguments: [ExplorationFormat.table, .markdown])
  func allStepsAreAsRecorded(_ format: ExplorationFormat) throws {
    let shown = ShownExplorations([ExplorationSamples.staged], allSteps: true)
    try Golden.expect(
      try format.render(shown), is: "explore-staged-all.\(format.fileExtensions[0])")
  }

  @Test func aNarrowTerminalAndColourAreAsRecorded() throws {
    let style = Style(width: 50, color: true)
    try Golden.expect(
      try ExplorationFormat.table.render(ShownExplorations([ExplorationSamples.odd]), style: style),
      is: "explore-odd-narrow.txt")
  }

  @Test func samplesFitTogether() {
    #expect(ExplorationSamples.all.compactMap { $0.exploration.problem?.problem } == [])
    #expect(
      ExplorationSamples.all.map(\.exploration.judgement.verdict)
        == [.pass, .fail, .inconclusive, .fail])
  }
}
