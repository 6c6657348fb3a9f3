import RaceModel
import TestSupport
import Testing

/// The contracts that an exploration judges by what it saw at the target.
struct SightedContractTests {
  private func state(_ contract: Contract, of exploration: Exploration) -> ContractState? {
    exploration.contracts[contract]
  }

  @Test func aGoodSwapKeepsAllThatCanBeSeen() {
    let exploration = ExplorationBuilder.staged.exploration(
      again: Exploration.Repetition(isSame: true))
    let open: [Contract: ContractState] = [
      .rollback: .notChecked("the updater did not fail"),
      .symlink: .notChecked("the target is no symlink"),
      .monotone: .notChecked("run and gate judge it"),
    ]
    for contract in Contract.allCases {
      #expect(state(contract, of: exploration) == open[contract] ?? .kept, "\(contract)")
    }
    #expect(exploration.violations.isEmpty && exploration.firstTear == nil)
  }

  @Test func eachStateBreaksContentOnceAtItsFirstSight() {
    var builder = ExplorationBuilder.inPlace(writes: 3)
    builder.call("open(again)", [.wrote(file: 1)], sees: .empty)
    builder.call("write(foreign)", [.wrote(file: 1)], sees: .foreign)
    builder.call("write(b)", [.wrote(file: 1)], sees: .b, before: .error(5))
    let exploration = builder.exploration(atEnd: .prefix(77))
    let content = exploration.violations.filter { $0.contract == .content }
    #expect(
      content.map(\.text) == [
        "step 1, openat(\"target.bin\", O_WRONLY|O_TRUNC): 0 B empty",
        "step 2, write(\"target.bin\", 7600000): 2.5 MB truncated",
        "step 3, write(\"target.bin\", 7600000): 5.1 MB truncated",
        "step 6, write(foreign): 12 B foreign",
        "before step 7, write(b): EIO error",
        "at the end: 77 B truncated",
      ])
    #expect(content.map(\.place.step) == [1, 2, 3, 6, 7, 7])
    #expect(state(.content, of: exploration) == .broken(content[0].text))
    #expect(state(.presence, of: exploration) == .kept)
  }

  @Test func aStateAtTheStartIsNoSteps() {
    let exploration = ExplorationBuilder(.prefix(9)).exploration()
    #expect(exploration.violations.first?.text == "at the start: 9 B truncated")
    #expect(exploration.violations.first?.place == .init(step: 0, .start))
  }

  /// What an earlier version or a file finds acceptable is not this contract's to judge.
  @Test func onlyForbiddenStatesBreakContent() {
    var exploration = ExplorationBuilder.inPlace(writes: 1).exploration()
    for place in exploration.states.indices { exploration.states[place].grade = .acceptable }
    #expect(state(.content, of: exploration) == .kept)
  }

  @Test func aGapBreaksPresenceAlone() {
    var builder = ExplorationBuilder()
    builder.call("unlink(\"target.bin\")", sees: .missing)
    builder.call("rename(\"x\" → \"target.bin\")", sees: .b, file: 2)
    let exploration = builder.exploration()
    #expect(state(.presence, of: exploration) == .broken("step 1, unlink(\"target.bin\"): missing"))
    #expect(state(.content, of: exploration) == .kept)
  }

  static let words: [(Exploration.Ending, ExplorationBuilder.Content, ContractState)] = [
    (.exited(status: 0), .b, .kept),
    (
      .exited(status: 0), .a,
      .broken("when the updater ended: it said that it had succeeded, and the target was A")
    ),
    (
      .exited(status: 0), .missing,
      .broken("when the updater ended: it said that it had succeeded, and the target was missing")
    ),
    (.exited(status: 1), .a, .kept), (.exited(status: 1), .b, .kept), (.timedOut, .a, .kept),
    (
      .exited(status: 1), .prefix(7),
      .broken(
        "when the updater ended: it did not succeed, and the target was neither content: 7 B truncated"
      )
    ),
    (
      .killed(signal: 11), .missing,
      .broken(
        "when the updater ended: it did not succeed, and the target was neither content: missing")
    ),
  ]

  /// Processes that the updater left behind took the second step.
  @Test(arguments: words)
  func truthRestsOnTheUpdatersEnd(
    _ ending: Exploration.Ending, _ content: ExplorationBuilder.Content, _ expected: ContractState
  ) {
    for other in [ExplorationBuilder.Content.a, .b, .empty] {
      var builder = ExplorationBuilder()
      builder.call("one()", sees: content)
      builder.call("two()", sees: other)
      #expect(state(.truth, of: builder.exploration(ending, stepsAtEnd: 1)) == expected)
      let none = ExplorationBuilder(content)
      #expect(state(.truth, of: none.exploration(ending, atEnd: other)) == expected)
    }
  }

  @Test func theViolationOfTruthStandsAtTheLastStepOfTheUpdater() {
    var builder = ExplorationBuilder()
    builder.call("one()")
    builder.call("two()", sees: .b)
    for steps in 0...1 {
      let violations = builder.exploration(stepsAtEnd: steps).violations
      #expect(
        violations.filter { $0.contract == .truth }.map(\.place) == [.init(step: steps, .exit)])
    }
  }

  @Test func rollbackAsksForAAndTheSameNames() {
    func state(
      _ content: ExplorationBuilder.Content, _ ending: Exploration.Ending = .exited(status: 3),
      entries: [FileName] = ["old", "x"]
    ) -> ContractState? {
      var builder = ExplorationBuilder(entries: ["old", "x"])
      builder.call("one()", sees: content)
      return builder.exploration(ending) { $0.entries = entries }.contracts[.rollback]
    }
    #expect(state(.a) == .kept)
    #expect(state(.a, .exited(status: 0)) == .notChecked("the updater did not fail"))
    #expect(state(.b) == .notChecked("it failed after publishing"))
    #expect(state(.empty) == .broken("when the updater ended: the target was 0 B empty"))
    #expect(state(.a, entries: ["old", "x", "y"]) == .broken("at the end: it left \"y\""))
    #expect(state(.a, entries: ["old"]) == .broken("at the end: it removed \"x\""))
    #expect(
      state(.a, entries: ["1", "2", "3", "4", "old"])
        == .broken("at the end: it left \"1\", \"2\", \"3\" and 1 more, it removed \"x\""))
    for ending in [Exploration.Ending.timedOut, .killed(signal: 9)] {
      #expect(
        state(.a, ending, entries: [])
          == .notChecked("it was killed, and so could not roll back"))
    }
  }

  @Test func whatWasBOnceHadBeenPublished() {
    var builder = ExplorationBuilder()
    builder.call("one()", sees: .b)
    builder.call("two()", sees: .a)
    #expect(
      builder.exploration(.exited(status: 1)).contracts[.rollback]
        == .notChecked("it failed after publishing"))
  }

  @Test func leftoversAreNewNamesAfterSuccess() {
    func state(_ entries: [FileName], _ ending: Exploration.Ending = .exited(status: 0))
      -> ContractState?
    {
      var builder = ExplorationBuilder(entries: ["v1", "was"], linkedTo: "lib/v1")
      builder.call("symlink()", sees: .b, file: 2) { $0.resolved = "lib/v2" }
      return builder.exploration(ending) { $0.entries = entries }.contracts[.leftovers]
    }
    #expect(state(["v1", "v2", "was"]) == .kept)
    #expect(state(["v2"]) == .kept)
    #expect(state(["v1", "v2", "v3", "was"]) == .broken("at the end: it left \"v3\""))
    #expect(
      state(["v3"], .exited(status: 1)) == .notChecked("the updater did not succeed"))
  }

  @Test func metadataIsJudgedFromTheFirstInstantOfBOn() {
    func state(_ change: (inout ExplorationBuilder) -> Void) -> [String] {
      var builder = ExplorationBuilder()
      change(&builder)
      let exploration = builder.exploration()
      guard case .broken(let text)? = exploration.contracts[.metadata] else {
        return [exploration.contracts[.metadata]?.name.rawValue ?? ""]
      }
      let violations = exploration.violations.filter { $0.contract == .metadata }
      #expect(violations.first?.text == text)
      return violations.map(\.text)
    }
    // While it was no B it may be anything.
    #expect(
      state { builder in
        builder.call("one()", sees: .empty) { $0.metadataProblem = "mode 0600" }
        builder.call("two()", sees: .b) { $0.metadataProblem = nil }
      } == ["kept"])
    #expect(
      state { builder in
        builder.call("one()", sees: .b) { $0.metadataProblem = "mode 0600" }
        builder.call("two()")
        builder.call("three()") { $0.metadataProblem = "owner" }
        builder.call("four()") { $0.metadataProblem = nil }
      } == ["step 1, one(): mode 0600", "step 3, three(): owner"])
    #expect(
      state { builder in
        builder.call("chmod()") { $0.metadataProblem = "mode 0600" }
      } == ["at the end: mode 0600"])
    #expect(state { $0.call("one()") } == ["not checked"])
  }

  @Test func aSymlinkMayBeMissingButNoFile() {
    var builder = ExplorationBuilder(linkedTo: "v1")
    builder.call("unlink()", sees: .missing) { ($0.isLink, $0.resolved) = (false, nil) }
    #expect(builder.exploration().contracts[.symlink] == .kept)
    builder.call("rename()", sees: .b, file: 2)
    builder.call("other()")
    #expect(
      builder.exploration().contracts[.symlink]
        == .broken("step 2, rename(): the target was a symlink, and is none any more"))
  }

  /// Where both contents are of one length, the anatomy tells them apart, and without one the start.
  @Test func contentsOfOneLengthAreToldApart() {
    var exploration = ExplorationBuilder.staged.exploration()
    let facts = ExplorationBuilder.contents.b
    exploration.contents = Contents(a: facts, b: facts)
    func observed(_ place: Int) -> Observation {
      .content(Digest(high: 0, low: UInt64(place)), bytes: facts.bytes)
    }
    exploration.states = exploration.states.enumerated().map { place, state in
      SteppedState(
        observation: observed(place), kind: .stable, grade: .required, anatomy: state.anatomy,
        firstStep: state.firstStep)
    }
    #expect(exploration.states.indices.map(exploration.stableContent) == [.a, .b])
    exploration.start.state = 1
    #expect(exploration.states.indices.map(exploration.stableContent) == [.a, .b])
    for place in exploration.states.indices { exploration.states[place].anatomy = .none }
    #expect(exploration.states.indices.map(exploration.stableContent) == [.b, .a])
  }
}
