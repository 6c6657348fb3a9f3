import ArgumentParser
import RaceModel
import RaceReports

/// `racebench list`: the names that there are.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the strategies, readers, signers and contracts.",
    discussion: "Example:\n  racebench list strategies")

  enum Topic: String, CaseIterable, ExpressibleByArgument {
    case strategies, readers, signers, contracts

    var entries: [Catalogue.Entry] {
      switch self {
      case .strategies: ScenarioLoader.catalogue.strategies
      case .readers: ScenarioLoader.catalogue.readers
      case .signers: ScenarioLoader.catalogue.signers
      case .contracts: Contract.allCases.map(\.entry)
      }
    }
  }

  @Argument(
    help: ArgumentHelp("strategies, readers, signers or contracts; all of them if left out."))
  var topic: Topic?

  mutating func run() throws {
    let topics = topic.map { [$0] } ?? Topic.allCases
    try Terminal.print(
      rendered: topics.map { CatalogueText.render($0.rawValue, $0.entries) }.joined(separator: "\n")
    )
  }
}
