import TestSupport
import Testing

@testable import RaceReports

struct FigureTests {
  @Test(arguments: [
    (0.0, "0.0"), (0.39, "0.3"), (9.99, "9.9"), (10, "10"), (411.9, "411"), (1234.5, "1,234"),
    (1e15, "≥ 1,000,000,000,000,000"), (.infinity, "≥ 1,000,000,000,000,000"), (-1, "0"),
    (.nan, "0"),
  ])
  func ratesAreRoundedDown(_ rate: Double, _ text: String) {
    #expect(Figure.rate(rate) == text)
  }

  @Test(
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (7288, "7,288"), (123_456, "123,456"),
      (1_234_567, "1,234,567"), (.max, "18,446,744,073,709,551,615"),
    ] as [(UInt64, String)])
  func countsAreGrouped(_ count: UInt64, _ text: String) {
    #expect(Figure.grouped(count) == text)
  }

  @Test(arguments: [
    (0.0016752, "≤ 0.17 %"), (0.0459, "≤ 4.6 %"), (0.0451, "≤ 4.6 %"), (0.05, "≤ 5 %"),
    (1, "≤ 100 %"),
    (0.999, "≤ 100 %"), (0.99, "≤ 99 %"), (0.12345, "≤ 13 %"), (0.1, "≤ 10 %"), (0.0996, "≤ 10 %"),
    (4.7e-6, "≤ 0.00047 %"), (4.71e-6, "≤ 0.00048 %"), (3e-9, "≤ 0.0001 %"), (0, "≤ 0.0001 %"),
    (.nan, "≤ 100 %"), (-1, "≤ 100 %"), (2, "≤ 100 %"),
  ])
  func boundsAreShort(_ share: Double, _ text: String) {
    #expect(Figure.upperBound(share) == text)
  }

  @Test(arguments: [
    (0.95, "95 %"), (0.99, "99 %"), (0.999, "99.9 %"), (0.29, "29 %"), (0.57, "57 %"),
    (0.5, "50 %"), (0.9999999999, "99.999999 %"), (1, "100 %"), (0, "0 %"), (.nan, "0 %"),
    (-1, "0 %"), (0.07, "7 %"),
  ])
  func aConfidenceIsNeverRoundedUp(_ share: Double, _ text: String) {
    #expect(Figure.confidence(share) == text)
  }

  @Test func aBoundIsNeverRoundedDownAndNeverFarOff() throws {
    var random = SeededGenerator(seed: 4)
    for round in 0..<20_000 {
      let share = Double.random(in: 0..<1, using: &random) / Double(1 << (round % 18))
      let text = Figure.upperBound(share)
      let percent = try #require(Double(text.dropFirst(2).dropLast(2)))
      #expect(percent >= share * 100)
      #expect(percent <= max(share * 100 * 1.11, 0.0001))
    }
  }
}
