import RaceModel
import Testing

@testable import RaceReports

struct SightsTests {
  private func notes(_ states: [State], seconds: UInt64 = 1) -> [String] {
    var run = CommandSamples.whole(Subject(strategy: "staged"))
    run.wallNanoseconds = seconds * 1_000_000_000
    run.states += states
    return Sights.notes(on: run)
  }

  private func rejected(_ count: UInt64, _ message: String, status: Int32 = 1) -> State {
    CommandSamples.state(status, count, .rejected, count: count, message: message)
  }

  private func crash(_ signal: Int32, _ count: UInt64) -> State {
    State(observation: .crash(signal: signal), kind: .crash, grade: .forbidden, count: count)
  }

  @Test func theMostFrequentComesFirst() {
    #expect(notes([]) == ["966 looks/s"])
    #expect(
      notes([crash(7, 3), rejected(12, "file too short")])
        == ["966 looks/s", "rejected 12× (file too short), killed by SIGBUS 3×"])
    #expect(
      notes([crash(11, 1), crash(7, 1), crash(40, 1234)])[1]
        == "killed by SIGRTMIN+6 1,234×, killed by SIGSEGV 1×, killed by SIGBUS 1×")
  }

  /// However many different things are said, what ended in one way is one.
  @Test func whatMostSaidStandsForAll() {
    #expect(
      notes([rejected(2, "a"), rejected(5, "b"), rejected(1, "a", status: 2)])[1]
        == "rejected 8× (b, …)")
    #expect(notes([rejected(2, "a"), rejected(5, "a", status: 3)])[1] == "rejected 7× (a)")
    #expect(notes([rejected(2, "", status: 127)])[1] == "rejected 2× (status 127)")
    #expect(
      notes([CommandSamples.state(0, 3, .foreign, count: 2)])[1] == "foreign 2×")
  }

  @Test func otherEndsAreNamed() {
    func error(_ errno: Int32, _ kind: Kind) -> State {
      State(observation: .error(errno: errno), kind: kind, grade: .acceptable, count: 1)
    }
    #expect(notes([error(2, .missing), error(13, .error)])[1] == "missing 1×, EACCES 1×")
  }

  /// Glances run nothing, and what nobody saw is not said.
  @Test func onlyReadsCount() {
    var glanced = rejected(0, "x")
    glanced.glances = 5
    #expect(notes([glanced]) == ["966 looks/s"])
    #expect(notes([rejected(0, "x"), rejected(2, "y")])[1] == "rejected 2× (y)")
  }

  @Test func timeThatWasNotMeasuredGivesNoRate() {
    #expect(notes([crash(7, 3)], seconds: 0) == ["killed by SIGBUS 3×"])
    #expect(notes([], seconds: 966 * 4) == ["0.2 looks/s"])
  }

  @Test func readersThatLookForThemselvesSayNothing() {
    #expect(Sights.notes(on: Samples.inplace()) == [])
    #expect(Sights.notes(on: Samples.signedLate()) == [])
  }

  /// A file may say anything.
  @Test func hugeCountsDoNotTrap() {
    #expect(notes([rejected(.max, "a"), rejected(.max - 1, "b")]).count == 2)
  }
}
