import RaceModel
import Testing

@testable import RaceReports

struct FirstStatesTests {
  @Test func oneOfEachKindComesFirst() {
    #expect(
      FirstStates(of: Samples.inplace()).text
        == "0 B empty, 4.1 KB truncated, 26.6 KB truncated, 7.8 MB mixed, … (326 more)")
  }

  @Test func theOrderIsThatOfFirstSight() {
    let states = [5, 3, 9, 7, 1].map { Samples.truncated($0, count: 1, at: 0) }
    #expect(
      text(states) == "5 B truncated, 3 B truncated, 9 B truncated, 7 B truncated, … (1 more)")
  }

  @Test func moreKindsThanPlacesLeaveTheLastOnesOut() {
    let kinds: [(Observation, Kind)] = [
      (.error(errno: 2), .missing), (.error(errno: 5), .error), (.crash(signal: 7), .crash),
      (.size(bytes: 3), .foreign), (.size(bytes: 4), .mixed),
    ]
    let states = kinds.map {
      State(observation: $0.0, kind: $0.1, grade: .forbidden, count: 0, glances: 1)
    }
    #expect(text(states) == "missing, EIO error, SIGBUS crash, 3 B foreign, … (1 more)")
  }

  @Test func statesThatReadTheSameAreNamedOnce() {
    let states = [3_300_000, 3_300_001, 5].map { Samples.truncated($0, count: 1, at: 0) }
    #expect(text(states) == "3.3 MB truncated, 5 B truncated, … (1 more)")
  }

  @Test func acceptableAndStableStatesAreNotNamed() {
    var acceptable = Samples.truncated(5, count: 1, at: 0)
    acceptable.grade = .acceptable
    #expect(text([acceptable]) == "")
    #expect(FirstStates(of: Samples.staged()).text == "")
  }

  @Test func anOverflowLeavesTheRestOpen() {
    var run = Samples.inplace()
    run.tally.glanceOverflow = 1
    #expect(FirstStates(of: run).text.hasSuffix("… (≥ 326 more)"))
    #expect(Figure.distinctStates(run) == "≥ 330")
  }

  private func text(_ states: [State]) -> String {
    var run = Samples.staged()
    run.states = states
    return FirstStates(of: run).text
  }
}
