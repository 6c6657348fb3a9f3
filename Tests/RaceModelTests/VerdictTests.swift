import RaceModel
import Testing

struct VerdictTests {
  @Test(
    arguments: [
      ([], .inconclusive), ([.pass], .pass), ([.pass, .pass], .pass), ([.fail], .fail),
      ([.inconclusive], .inconclusive), ([.pass, .inconclusive], .inconclusive),
      ([.inconclusive, .fail], .fail), ([.pass, .fail], .fail),
      ([.pass, .inconclusive, .fail], .fail),
    ] as [([Verdict], Verdict)])
  func failBeatsInconclusiveBeatsPass(_ verdicts: [Verdict], _ together: Verdict) {
    #expect(Verdict.together(verdicts) == together)
    #expect(Verdict.together(verdicts.reversed()) == together)
  }
}
