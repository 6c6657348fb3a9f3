import Testing

@testable import RaceSampling

struct PhaseWordTests {
  @Test("Each word is another one than the last, and says its command")
  func next() {
    let commands: [PhaseWord.Command] = [.wait, .once, .once, .go, .wait, .wait, .stop]
    var word = PhaseWord(rawValue: 0)
    var seen: Set<UInt32> = [0]
    for command in commands {
      word = word.next(command)
      #expect(word.command == command)
      #expect(seen.insert(word.rawValue).inserted)
    }
  }

  @Test("The generation begins anew after the last one")
  func wraps() {
    let last = PhaseWord(rawValue: .max)
    #expect(last.command == .stop)
    let next = last.next(.go)
    #expect(next.command == .go && next.rawValue >> 2 == 0)
    #expect(PhaseWord(rawValue: 0).command == .wait)
  }
}
