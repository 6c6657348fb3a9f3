import RaceModel
import Testing

/// Readers that run something, and updaters of which nobody knows what they do.
struct ProcessReaderTests {
  static func ended(
    _ status: Int32, _ output: UInt64, _ kind: Kind = .stable, count: UInt64, message: String = ""
  ) -> State {
    State(
      observation: .ended(status: status, output: Digest(high: 0, low: output)), kind: kind,
      grade: kind == .stable ? .required : .forbidden, count: count, message: message)
  }

  /// 30 swaps that took turns, seen by readers that tell A from B; nobody glanced.
  static func good() -> Run {
    var run = Samples.good()
    run.reader = "exec"
    run.glancers = 0
    run.tally.glances = 0
    run.tally.exposedGlances = 0
    run.states = [ended(0, 1, count: 500), ended(0, 2, count: 400)]
    run.windows = Samples.windows(30).enumerated().map { index, window in
      let content: StableContent = index.isMultiple(of: 2) ? .b : .a
      return Samples.window(content, .stable(content), like: window)
    }
    run.spreadLooks()
    return run
  }

  private static var control: Run {
    var run = good()
    run.subject = Subject(strategy: "inplace")
    run.knownBroken = true
    run.states.append(ended(1, 9, .rejected, count: 30))
    run.tally.reads += 30
    run.tally.exposedReads += 30
    run.tally.partialReads = 30
    run.tally.exposedPartialReads = 30
    run.spreadLooks(catching: 30)
    return run
  }

  private func judge(_ change: (inout Run) -> Void = { _ in }) -> Judgement {
    var run = Self.good()
    change(&run)
    return RunJudge.judge([Self.control, run])[1].judgement
  }

  @Test func twoOutcomesAreStable() {
    #expect(Self.good().brokenSum == nil)
    #expect(judge().verdict == .pass, "\(judge().reason)")
    var third = Self.good()
    third.states.append(Self.ended(0, 3, count: 0))
    #expect(third.brokenSum?.field == "states")
    #expect(third.brokenSum?.problem == "status 0 stable is one stable outcome more than there are")
    var rejected = Self.good()
    rejected.states.append(Self.ended(1, 3, .rejected, count: 0))
    #expect(rejected.brokenSum == nil)
    // Where the signer fails only A's outcome is.
    var rollback = Self.good()
    rollback.rollback = Inspection(checked: 30)
    #expect(rollback.brokenSum?.field == "states")
    rollback.states.removeLast()
    rollback.states[0].count = 900
    #expect(rollback.brokenSum == nil)
  }

  @Test func bothOutcomesMustBeSeen() {
    let judgement = judge {
      $0.states = [Self.ended(0, 1, count: 900), Self.ended(3, 2, count: 0, message: "bad")]
    }
    #expect(
      judgement.reason
        == "the stable outcome (status 3 stable: bad) was never read; race longer, or with fewer readers"
    )
    #expect(judgement.verdict == .inconclusive)
  }

  /// Readers that see the same of A and B cannot show that both were there. What the target held at rest can.
  @Test func oneOutcomeOfBothIsEnoughWhereBothWereAtRest() {
    func oneOutcome(_ windows: (Int, Window) -> Window) -> Judgement {
      judge {
        $0.states = [Self.ended(0, 1, count: 900)]
        $0.windows = $0.windows.enumerated().map(windows)
      }
    }
    #expect(oneOutcome { $1 }.verdict == .pass)
    let unread =
      "readers saw 1 stable content, not two, so they cannot tell the old one from the new"
    #expect(oneOutcome { Samples.window($1.publishes, nil, like: $1) }.reason == unread)
    #expect(oneOutcome { Samples.window(nil, $1.rest, like: $1) }.reason == unread)
    // Only one of both was ever published.
    let half = oneOutcome { index, window in
      index.isMultiple(of: 2) ? window : Samples.window(.a, .stable(.b), like: window)
    }
    #expect(half.reason == unread)
    // A was there, but no swap has brought it.
    let never = oneOutcome { _, window in
      window.publishes == .b ? window : Samples.window(.b, .stable(.a), like: window)
    }
    #expect(never.reason == unread)
  }

  @Test func anUpdaterThatChangesNothingIsInconclusiveAndSaysSo() {
    let judgement = judge {
      $0.windows = $0.windows.map { Samples.window(.b, .stable(.a), like: $0) }
      $0.states = [Self.ended(0, 1, count: 900), Self.ended(0, 2, count: 0)]
    }
    #expect(judgement.verdict == .inconclusive)
    #expect(
      judgement.reason
        == "the updater changes nothing: after 30 swaps that said that they had succeeded the target still held A"
    )
    // What said that it failed has not lied, and is not counted.
    let some = judge {
      $0.windows = $0.windows.enumerated().map { index, window in
        Samples.window(.a, .stable(.b), failure: index < 10 ? "no" : nil, like: window)
      }
    }
    #expect(
      some.reason
        == "the updater changes nothing: after 20 swaps that said that they had succeeded the target still held B"
    )
    // One that changed something is enough to be no such case.
    let once = judge {
      for index in $0.windows.indices.dropFirst() {
        $0.windows[index] = Samples.window(.a, .stable(.b), like: $0.windows[index])
      }
    }
    #expect(!once.reason.contains("changes nothing"))
    // Nobody looked.
    let unseen = judge {
      $0.windows = $0.windows.map { Samples.window($0.publishes, nil, like: $0) }
    }
    #expect(unseen.verdict == .pass)
  }

  /// A swap after which nothing was new has shown readers nothing.
  @Test func swapsThatPublishedNothingShowNothing() {
    func chance(_ change: (Int, Window) -> Window) -> Double? {
      judge { $0.windows = $0.windows.enumerated().map(change) }.chanceOfMissing
    }
    let none = chance { index, window in
      index < 2 ? window : Samples.window(window.publishes?.other, window.rest, like: window)
    }
    let failed = chance { index, window in
      Samples.window(
        window.publishes, window.rest, failure: index < 2 ? nil : "no", like: window)
    }
    let all = chance { $1 }
    // Most swaps failed, so that no chance is told.
    #expect(failed == nil)
    let unlooked = chance { Samples.window(nil, nil, like: $1) }
    #expect(all == unlooked)
    guard let none, let all else {
      Issue.record("both have a chance")
      return
    }
    #expect(none > all)
  }

  @Test func summariesSayHowItEnded() {
    #expect(
      Self.ended(1, 2, .rejected, count: 1, message: "file too short").summary
        == "status 1 rejected: file too short")
    #expect(Self.ended(0, 2, .foreign, count: 1).summary == "status 0 foreign")
    var early = Self.ended(1, 2, .rejected, count: 1, message: "early")
    early.firstSeen = 5
    var late = Self.ended(1, 2, .rejected, count: 1, message: "late")
    late.firstSeen = 9
    late.merge(early)
    #expect(late.message == "early" && late.count == 2)
  }

  @Test func outcomesHaveNoLengthAndNoDigestOfTheirBytes() {
    let observation = Observation.ended(status: 0, output: Digest(high: 1, low: 2))
    #expect(observation.bytes == nil && observation.digest == nil)
  }
}
