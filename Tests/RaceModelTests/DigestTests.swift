import RaceModel
import TestSupport
import Testing

struct DigestTests {
  @Test func hexIsReadBack() {
    var random = SeededGenerator(seed: 2)
    for shift in 0..<64 as Range<UInt64> {
      let digest = Digest(high: random.next() >> shift, low: random.next() >> shift)
      #expect(digest.hex.utf8.count == 32)
      #expect(Digest(hex: digest.hex) == digest)
      #expect(Digest(hex: digest.hex.uppercased()) == digest)
    }
    #expect(Digest(high: 1, low: 0xAB).hex == "000000000000000100000000000000ab")
  }

  @Test(arguments: [
    "", "0", String(repeating: "0", count: 31), String(repeating: "0", count: 33),
    String(repeating: "g", count: 32), "+" + String(repeating: "0", count: 31),
    String(repeating: "0", count: 16) + "-" + String(repeating: "0", count: 15),
    " " + String(repeating: "0", count: 31), String(repeating: "\u{661}", count: 16),
  ])
  func otherTextIsRefused(_ text: String) {
    #expect(Digest(hex: text) == nil)
  }

  @Test func theHighHalfOrdersFirst() {
    #expect(Digest(high: 1, low: 9) < Digest(high: 2, low: 0))
    #expect(Digest(high: 1, low: 1) < Digest(high: 1, low: 2))
  }
}
