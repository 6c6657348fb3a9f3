import RaceModel
import TestSupport
import Testing

/// The verdict on an exploration.
struct ExplorationJudgeTests {
  private func judge(_ exploration: Exploration, _ required: [Contract] = []) -> Judgement {
    let judgement = ExplorationJudge.judgement(on: exploration, requiring: required)
    #expect(ExplorationJudge.judge(exploration, requiring: required).judgement == judgement)
    return judgement
  }

  @Test func aGoodSwapPasses() {
    #expect(
      judge(ExplorationBuilder.staged.exploration())
        == Judgement(.pass, "7 steps, no partial state"))
    #expect(
      judge(ExplorationBuilder.staged.exploration(), [.durability, .content, .presence]).verdict
        == .pass)
    // It failed after publishing: whole all the same.
    #expect(judge(ExplorationBuilder.staged.exploration(.exited(status: 1))).verdict == .pass)
  }

  @Test func aPartialStateFailsWhateverElse() {
    let builder = ExplorationBuilder.inPlace(writes: 3)
    let reason =
      "3 partial states, first: step 1, openat(\"target.bin\", O_WRONLY|O_TRUNC): 0 B empty"
    for ending in [Exploration.Ending.exited(status: 0), .timedOut, .killed(signal: 9)] {
      #expect(
        judge(builder.exploration(ending, limits: [.stillRunning(processes: 1)]), [.truth])
          == Judgement(.fail, reason))
    }
    var gap = ExplorationBuilder()
    gap.call("unlink()", sees: .missing)
    gap.call("write()", sees: .prefix(9))
    gap.call("rename()", sees: .b)
    #expect(
      judge(gap.exploration())
        == Judgement(.fail, "2 partial states, first: step 1, unlink(): missing"))
  }

  @Test func aRequiredContractFailsIt() {
    var builder = ExplorationBuilder.staged
    builder.call("chmod()", [.altered(file: 2)])
    #expect(judge(builder.exploration()).verdict == .pass)
    #expect(
      judge(builder.exploration(), [.truth, .inode])
        == Judgement(
          .fail, "inode is broken: step 8, chmod(): changed what was already published"))
    #expect(
      judge(builder.exploration(limits: [.foreignCalls(step: 2)]), [.inode]).verdict == .fail)
  }

  @Test func eachLimitMakesItInconclusive() {
    let limits: [ExplorationLimit] = [
      .unobservedStores(step: 3), .changedFromOutside(step: 0), .changedFromOutside(step: 2),
      .foreignCalls(step: 1), .stillRunning(processes: 2),
    ]
    for limit in limits {
      #expect(
        judge(ExplorationBuilder.staged.exploration(limits: [limit]))
          == Judgement(.inconclusive, limit.text))
    }
  }

  @Test func whoWasKilledShowsNothing() {
    #expect(
      judge(ExplorationBuilder.staged.exploration(.timedOut))
        == Judgement(
          .inconclusive, "the updater did not end by itself: killed, for it took too long"))
    #expect(
      judge(ExplorationBuilder.staged.exploration(.killed(signal: 11), failure: "Ouch"))
        == Judgement(.inconclusive, "the updater did not end by itself: killed by SIGSEGV: Ouch"))
  }

  @Test func bothContentsMustBeSeen() {
    var idle = ExplorationBuilder()
    idle.call("open()")
    #expect(
      judge(idle.exploration())
        == Judgement(.inconclusive, "the new content was never seen: exit status 0"))
    #expect(
      judge(idle.exploration(.exited(status: 2), failure: "cp: no such file"))
        == Judgement(
          .inconclusive, "the new content was never seen: exit status 2: cp: no such file"))
    #expect(
      judge(ExplorationBuilder(.b).exploration())
        == Judgement(
          .inconclusive, "the target did not hold the old content at the start, but B"))
    // A file that calls a state acceptable.
    var exploration = ExplorationBuilder.staged.exploration(atEnd: .prefix(9))
    exploration.states[2].grade = .acceptable
    #expect(
      judge(exploration)
        == Judgement(
          .inconclusive, "the target held neither content at the end, but 9 B truncated"))
  }

  @Test func whatIsRequiredMustBeChecked() {
    #expect(
      judge(ExplorationBuilder.staged.exploration(), [.content, .symlink])
        == Judgement(
          .inconclusive, "symlink was required and is not checked: the target is no symlink"))
    #expect(judge(ExplorationBuilder.staged.exploration(), [.monotone]).verdict == .inconclusive)
  }

  @Test func shortWritesBreakTruthAlone() {
    var exploration = ExplorationBuilder.staged.exploration()
    exploration.mishandlesShortWrites = true
    #expect(
      judge(exploration)
        == Judgement(
          .pass,
          "7 steps, no partial state; besides, a write that was cut short was taken for a whole one"
        ))
    #expect(
      exploration.violations == [
        Violation(
          .truth, at: .init(step: 0, .cutWrites),
          "a write that was cut short was taken for a whole one")
      ])
    #expect(exploration.contracts[.content] == .kept)
    #expect(exploration.contracts[.truth]?.name == .broken)
    // It decides where truth is required.
    #expect(judge(exploration, [.truth]).verdict == .fail)
    var bad = ExplorationBuilder.inPlace(writes: 2).exploration()
    bad.mishandlesShortWrites = true
    #expect(
      judge(bad).reason.hasSuffix(
        "empty; besides, a write that was cut short was taken for a whole one"))
    #expect(
      bad.violations.first?.text
        == "where its writes were cut short: a write that was cut short was taken for a whole one")
    #expect(Set(bad.violations.dropFirst().map(\.contract)) == [.content, .inode, .durability])
  }

  /// Whatever an updater does: places name steps that are there with their own calls, a contract is broken just where
  /// there are violations of it, and a pass has none of those that decide.
  @Test func whatIsSaidOfStepsIsRight() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<2000 {
      let exploration = Self.random(&random)
      let contracts = exploration.contracts
      for violation in exploration.violations where violation.place.moment != .cutWrites {
        let place = violation.place
        switch place.moment {
        case .start: #expect(place.step == 0)
        case .before, .step: #expect(exploration.steps[place.step - 1].call == place.call)
        case .exit: #expect(place.step == exploration.stepsAtEnd && place.call.isEmpty)
        case .end, .cutWrites: #expect(place.step == exploration.steps.count)
        }
        #expect(contracts[violation.contract]?.name == .broken)
        if [.content, .presence].contains(violation.contract) {
          #expect(
            Self.states(at: place, of: exploration).contains { $0.summary == violation.evidence })
        }
      }
      let broken = Set(contracts.filter { $0.value.name == .broken }.keys)
      #expect(Set(exploration.violations.map(\.contract)) == broken)
      #expect(exploration.violations.map(\.place) == exploration.violations.map(\.place).sorted())
      let judgement = ExplorationJudge.judgement(on: exploration, requiring: [])
      let isPartial = !broken.isDisjoint(with: [.content, .presence])
      #expect((judgement.verdict == .fail) == isPartial)
      let forbidden = exploration.states.contains { $0.grade == .forbidden && $0.sightings > 0 }
      #expect(isPartial == forbidden)
    }
  }

  private static func states(
    at place: Violation.Place, of exploration: Exploration
  ) -> [SteppedState] {
    let sighting: Sighting? =
      switch place.moment {
      case .start: exploration.start
      case .before: exploration.steps[place.step - 1].before
      case .step: exploration.steps[place.step - 1].after
      case .exit, .end, .cutWrites: exploration.end
      }
    return sighting.map { [exploration.states[$0.state]] } ?? []
  }

  /// A few steps that do anything to three files.
  static func random(_ random: inout SeededGenerator) -> Exploration {
    func one<Value>(_ values: [Value]) -> Value {
      values[Int(random.next() % UInt64(values.count))]
    }
    let contents: [ExplorationBuilder.Content] = [
      .a, .b, .b, .empty, .missing, .prefix(UInt64(random.next() % 3)), .foreign,
    ]
    var builder = ExplorationBuilder(one([.a, .a, .a, .b, .empty]), entries: ["x"])
    builder.files += [2, 3].map { SteppedFile(number: $0, path: "f\($0)") }
    for place in 0..<Int(random.next() % 8) {
      let file = one([1, 2, 3])
      let effects: [Step.Effect] = [
        .created(file: file, exclusively: one([true, false])), .reused(file: file),
        .wrote(file: file), .altered(file: file), .synced(file: file), .syncedDirectory, .syncedAll,
        .cut,
      ]
      let content = one([nil, nil, one(contents)])
      builder.call(
        "call\(place)(\(file))", one([[], [one(effects)], [one(effects), one(effects)]]),
        sees: content, before: one([nil, nil, nil, one(contents)]),
        file: content == .missing ? nil : one([nil, file]))
    }
    var exploration = builder.exploration(
      one([.exited(status: 0), .exited(status: 0), .exited(status: 1), .timedOut]),
      again: one([nil, Exploration.Repetition(isSame: true, sharedNames: ["f2"])]),
      atEnd: one([nil, nil, nil, one(contents)]))
    exploration.stepsAtEnd = Int(random.next() % UInt64(exploration.steps.count + 1))
    return exploration
  }
}
