import RaceModel
import Testing

struct StateTests {
  @Test func mergingAddsUpAndKeepsTheFirstSight() {
    var late = Samples.truncated(10, count: 3, at: 50)
    late.phase = .sign
    late.glances = 1
    let early = Samples.truncated(10, count: 4, at: 20)
    var merged = late
    merged.merge(early)
    #expect((merged.count, merged.glances) == (7, 1))
    #expect((merged.firstSeen, merged.phase) == (20, .copy))
    var other = early
    other.merge(late)
    #expect(other == merged)
  }

  /// A stable content has a state even before anybody saw it; that is no sight at time 0.
  @Test func anUnseenStateGivesNoFirstSight() {
    var seen = Samples.stable(10, count: 2)
    seen.firstSeen = 70
    seen.phase = .publish
    let unseen = Samples.stable(10, count: 0)
    var left = unseen
    left.merge(seen)
    var right = seen
    right.merge(unseen)
    #expect(left == seen)
    #expect(right == seen)
  }

  @Test func unitedStatesAreDistinctAndInOrder() {
    let a = Samples.stable(10, count: 1)
    let b = Samples.stable(20, count: 1)
    let one = [Samples.missing(count: 1, at: 5), a, b]
    let two = [b, Samples.truncated(3, count: 2, at: 4), Samples.missing(count: 1, at: 9), a]
    let united = Run.united(one + two)
    #expect(united.map(\.kind) == [.stable, .stable, .truncated, .missing])
    #expect(united.map(\.count) == [2, 2, 2, 2])
    #expect(united == Run.united(two + one))
    #expect(Run.united([]).isEmpty)
  }

  @Test func aGlancedSizeIsNoStateOfItsOwnBesideARead() {
    func size(_ bytes: UInt64, _ grade: Grade = .forbidden) -> State {
      State(observation: .size(bytes: bytes), kind: .truncated, grade: grade, count: 0, glances: 1)
    }
    let read = Samples.truncated(5, count: 1)
    #expect([read, size(5)].distinctPartialStates == 1)
    #expect([size(5), size(6), read].distinctPartial == [size(6), read])
    #expect([size(5), size(6)].distinctPartialStates == 2)
    #expect([size(5, .acceptable), Samples.stable(1, count: 4)].distinctPartialStates == 0)
    #expect([Samples.truncated(5, count: 0)].distinctPartialStates == 0)
  }

  @Test(arguments: [
    (Samples.truncated(3_300_000, count: 1), "3.3 MB truncated"),
    (Samples.missing(count: 1), "missing"),
    (
      State(observation: .size(bytes: 0), kind: .empty, grade: .forbidden, count: 0),
      "0 B empty"
    ),
    (
      State(observation: .crash(signal: 7), kind: .crash, grade: .forbidden, count: 1),
      "SIGBUS crash"
    ),
    (
      State(observation: .error(errno: 4711), kind: .error, grade: .forbidden, count: 1),
      "errno 4711 error"
    ),
  ])
  func aStateInAFewWords(_ state: State, _ words: String) {
    #expect(state.summary == words)
  }

  @Test func mergedRoundsStillAddUp() {
    var run = Samples.bad()
    run.merge(Samples.bad())
    #expect(run.brokenSum == nil)
    #expect((run.tally.reads, run.windows.count, run.states.count) == (2000, 60, 5))
    #expect(run.wallNanoseconds == 3_000_000_002)
    #expect(run.windows.map(\.start) == run.windows.map(\.start).sorted())
  }
}
