import RaceModel
import TestSupport
import Testing

/// Modes that keep readers out for a while.
struct LockedOutTests {
  private func presence(
    _ modes: [UInt32], way: [[String: UInt32]] = []
  ) -> ContractState? {
    var builder = ExplorationBuilder()
    for (place, mode) in modes.enumerated() {
      builder.call("chmod(\(place))", sees: place == modes.count - 1 ? .b : nil) {
        $0.mode = mode
      }
    }
    for way in way { builder.call("chmod()") { $0.way = way } }
    var exploration = builder.exploration()
    if let first = way.first { exploration.start.way = first }
    return exploration.contracts[.presence]
  }

  @Test func aModeOfTheTargetThatIsNarrowForAWhile() {
    #expect(presence([0o755, 0o755]) == .kept)
    #expect(
      presence([0o755, 0, 0o644])
        == .broken(
          "step 2, chmod(1): the target had mode 0000, so that not all could read it for a while"))
    #expect(presence([0o750, 0o755])?.name == .broken)
    #expect(presence([0o700, 0o600]) == .kept, "it stays")
    #expect(presence([0o644, 0o755]) == .kept, "reading needs no x")
    #expect(presence([0o311, 0o755])?.name == .broken)
  }

  @Test func aModeOfADirectoryThatIsNarrowForAWhile() {
    let (open, shut) = ([".": UInt32(0o755), "lib": 0o755], [".": UInt32(0o755), "lib": 0o700])
    #expect(presence([0o755], way: [open, open]) == .kept)
    #expect(
      presence([0o755], way: [open, shut, open])
        == .broken(
          "step 3, chmod(): directory \"lib\" had mode 0700, so that not all could get to the target for a while"
        ))
    #expect(presence([0o755], way: [open, shut]) == .kept, "it stays")
    #expect(presence([0o755], way: [open, [".": 0o744, "lib": 0o755], open])?.name == .broken)
    #expect(presence([0o755], way: [open, [".": 0o711, "lib": 0o755], open]) == .kept)
  }
}
