import Foundation
import RaceModel
import RaceSystem
import Testing

/// What `racebench explore` gave of one subject.
struct Explored {
  let exploration: Exploration

  /// What could be seen besides stable contents.
  var kinds: KindSet {
    KindSet(exploration.states.filter { !$0.isDerived }.map(\.kind).filter { $0 != .stable })
  }

  /// What a read in progress can get besides; no look at it is a state.
  var torn: SteppedState? { exploration.states.first(where: \.isDerived) }

  var verdict: Verdict { exploration.judgement.verdict }

  /// The contracts in one state, in their fixed order and with spaces between them.
  func contracts(_ name: ContractState.Name) -> String {
    let contracts = exploration.contracts
    return Contract.allCases.filter { contracts[$0]?.name == name }.map(\.rawValue)
      .joined(separator: " ")
  }

  /// Whether any file was brought to stable storage, or the target's directory was.
  var syncs: Bool {
    exploration.steps.flatMap(\.effects).contains {
      switch $0 {
      case .synced, .syncedDirectory, .syncedAll: true
      case .created, .reused, .wrote, .altered, .cut: false
      }
    }
  }
}

extension RaceExecutable {
  /// Explores one subject. The exit status must be the verdict's, and nothing may be left.
  /// - Parameter shell: a script that ends in `exec "$0" "$@"`, to run the program by.
  func explore(
    _ arguments: [String], shell: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Explored {
    let outcome = try run(
      ["explore", "--format", "json"] + arguments, shell: shell, sourceLocation: sourceLocation)
    let report = try #require(
      try? Self.decoded(outcome.output), "\(outcome.end): \(outcome.errors)",
      sourceLocation: sourceLocation)
    let status: Int32 =
      switch report.exploration.judgement.verdict {
      case .pass: 0
      case .fail: 1
      case .inconclusive: 2
      }
    #expect(
      outcome.end == .exited(status: status), "\(outcome.errors)", sourceLocation: sourceLocation)
    return Explored(exploration: report.exploration)
  }

  /// Its sums, contracts and verdict are checked in decoding.
  private static func decoded(_ text: String) throws -> ExplorationReport {
    try JSONDecoder().decode(ExplorationReport.self, from: Data(text.utf8))
  }

  /// A and B as files: so short that all is quick, and the new one so much longer that an overwritten file grows.
  func twoContents(_ a: Int = 50_000, _ b: Int = 150_000) throws -> [String] {
    [
      "--contents", try write("a", Self.noise(a, seed: 1)), try write("b", Self.noise(b, seed: 2)),
    ]
  }

  /// The same for an exploration, with what they are cut to.
  func contents(_ a: Int = 50_000, _ b: Int = 150_000) throws -> [String] {
    try twoContents(a, b) + ["--settle", "0", "--split", "32KiB"]
  }

  private static func noise(_ count: Int, seed: UInt32) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: state >> 24)
    }
  }
}
