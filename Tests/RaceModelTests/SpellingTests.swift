import Testing

@testable import RaceModel

struct SpellingTests {
  @Test(arguments: [
    ("inplcae", "inplace"), ("stagd", "staged"), ("STAGED", "staged"),
    ("staged-sign-aftr", "staged-sign-after"),
  ])
  func aSlipIsFound(_ word: String, _ meant: String) {
    let names = ["inplace", "staged", "staged-sign-after"]
    #expect(Spelling.nearest(to: word, among: names) == meant)
  }

  @Test func whatIsFarFromAllIsNotGuessed() {
    #expect(Spelling.nearest(to: "rename-exchange", among: ["inplace", "staged"]) == nil)
    #expect(Spelling.nearest(to: "x", among: []) == nil)
  }

  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("ab", "ba", 2),
    ("same", "same", 0),
  ])
  func distanceIsLevenshteins(_ left: String, _ right: String, _ distance: Int) {
    #expect(Spelling.distance(Array(left), Array(right)) == distance)
    #expect(Spelling.distance(Array(right), Array(left)) == distance)
  }
}
