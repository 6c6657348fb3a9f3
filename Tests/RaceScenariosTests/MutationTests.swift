import RaceModel
import Testing

@testable import RaceScenarios

@Suite("Any file gives a scenario or one line that says where it is wrong")
struct MutationTests {
  private static let good = """
    title: a title   # and a comment
    description: >-
      some text
      in two lines
    contents:
      generate: {size: 7.8MB, seed: 591}
    directory: "/dev/shm"
    target: lib/target.node
    symlink: true
    reader: dlopen
    symbol: answer
    readers: 8
    glancers: 0
    writers: 1
    duration: 5s
    timeLimit: 60s
    confidence: 0.95
    signer: busy:40ms
    copy: write
    acceptable: [missing, 'empty']
    rendezvous: false
    subjects:
      - staged
      - strategy: inplace
        name: in place, as before
        copy: sendfile
        signer: append:5ms
        stagingDirectory: /dev/shm
        expect:
          verdict: fail
          partialReads: ">0"
          kinds: [stable, empty]
          contracts: {rollback: not checked}
      - updater: |
          cp {source} "$RACEBENCH_TARGET"
        setup: true {target}
        timeout: 5s
        shell: none
    controls: [inplace, {strategy: backup-rename, name: narrow}]
    requires: [node, 'cc']

    """

  @Test("What the mutations begin with is good")
  func sound() throws { #expect(refusal(Self.good) == nil) }

  @Test("Three thousand files with one to four mutations", arguments: 0..<6 as Range<UInt64>)
  func mutated(_ seed: UInt64) throws {
    var random = SplitMix(state: seed)
    var refused = 0
    for _ in 0..<500 {
      var bytes = Array(Self.good.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
      guard let failure = refusal(bytes: bytes) else { continue }
      refused += 1
      #expect(failure.status == .badData)
      #expect(
        failure.message.prefixMatch(of: /s\.yaml:[1-9][0-9]*: [^ ]/) != nil, "\(failure.message)")
      #expect(
        !failure.message.unicodeScalars.contains { $0.properties.generalCategory == .control })
      #expect(failure.message.count < 500, "\(failure.message)")
    }
    // Both outcomes must occur, or the mutations prove nothing.
    #expect((100..<500).contains(refused))
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    guard let place = bytes.indices.randomElement(using: &random) else { return }
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes.removeSubrange(place...)
    case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2:
      bytes[place] = Array("[]{},:#&*!|>'\"%@`?-~ \t\n\0".utf8).randomElement(using: &random) ?? 0
    case 3: bytes.insert(contentsOf: bytes[place...].prefix(9), at: 0)
    case 4:
      let end = Int.random(in: place...min(place + 20, bytes.count), using: &random)
      bytes.removeSubrange(place..<end)
    default:
      var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      guard let one = lines.indices.randomElement(using: &random),
        let other = lines.indices.randomElement(using: &random)
      else { return }
      lines.swapAt(one, other)
      bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }
  }
}

/// S. Vigna's SplitMix64: the same numbers from the same seed, everywhere.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
