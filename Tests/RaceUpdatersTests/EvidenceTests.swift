import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceUpdaters

/// What a look at the target shows at every checkpoint of a swap, against the table of weaknesses.
@Suite struct EvidenceTests {
  private static let signers: [(Condition.Signing, String)] = [
    (.keepsBytes, "none"), (.changesBytes, "append"), (.fails, "fail"),
  ]

  /// The kinds that a scene's target went through.
  private final class Sights {
    let target: String
    let contents: NaiveContents
    var kinds: Set<Kind> = []

    init(_ scene: borrowing Scene, _ signing: Condition.Signing, _ signer: String) throws {
      target = scene.target
      // Where the signer fails, nothing is ever published but the first content.
      let fails = signing == .fails
      contents = NaiveContents(
        a: fails ? scene.old : try scene.signed(scene.old, by: signer),
        b: fails ? scene.next : try scene.signed(scene.next, by: signer),
        unsignedA: scene.old, unsignedB: scene.next, bIsStable: !fails)
    }

    func look() {
      if let content = try? Files.read(target) {
        kinds.insert(contents.examine(content).kind)
      } else {
        kinds.insert(.missing)
      }
    }

    /// All but the stable ones, in their order.
    var partial: [Kind] { kinds.subtracting([.stable]).sorted() }
  }

  @Test(arguments: Strategies.all.map(\.name), CopyMethod.allCases)
  func oneWriterShowsWhatTheTableSaysAndNothingElse(_ name: String, _ copy: CopyMethod) throws {
    for (signing, signer) in Self.signers {
      for sameFileSystem in Needs.otherFileSystem ? [true, false] : [true] {
        let scene = try Scene(name)
        let staging = sameFileSystem ? nil : try TestDirectory.make(in: Place.memory.rawValue)
        defer { if let staging { TestDirectory.remove(staging) } }
        let sights = try Sights(scene, signing, signer)
        try Files.write(sights.contents.a, to: scene.target)
        try scene.strategy.arrange(scene.target)
        sights.look()
        for source in signing == .fails ? ["next", "next"] : ["next", "old", "next"] {
          // Some cannot succeed, and what they show then counts too.
          try? scene.swap(
            to: source, signer: signer, copy: copy, pieces: 4, stagingDirectory: staging,
            checkpoint: sights.look)
          sights.look()
        }
        let condition = Condition(signing: signing, sameFileSystem: sameFileSystem, copy: copy)
        #expect(
          sights.partial == scene.strategy.weaknesses(under: condition).kinds,
          "\(signing), \(sameFileSystem ? "one file system" : "two file systems")")
      }
    }
  }

  /// A second writer makes its whole swap at each of the first one's checkpoints in turn.
  @Test(arguments: Strategies.all.map(\.name), [CopyMethod.write, .mmap])
  func twoWritersShowNothingThatTheTableDoesNotSay(_ name: String, _ copy: CopyMethod) throws {
    for (signing, signer) in Self.signers {
      var kinds: Set<Kind> = []
      let pairs = [("next", "next"), ("next", "old"), ("old", "next")]
      for (first, second) in pairs {
        // Swaps have at most seven checkpoints.
        for meeting in 0..<8 {
          let scene = try Scene(name)
          let sights = try Sights(scene, signing, signer)
          try Files.write(first == "next" ? sights.contents.a : sights.contents.b, to: scene.target)
          if signing == .fails { try Files.write(sights.contents.a, to: scene.target) }
          try scene.strategy.arrange(scene.target)
          let other = SecondWriter(scene, to: second, signer, copy, sights.look)
          var checkpoints = 0
          try? scene.swap(to: first, signer: signer, copy: copy, pieces: 3) {
            sights.look()
            if checkpoints == meeting { other.swap() }
            checkpoints += 1
            sights.look()
          }
          sights.look()
          kinds.formUnion(sights.kinds)
        }
      }
      let allowed = Set(
        try #require(Strategies.named(name)).weaknesses(
          under: Condition(signing: signing, severalWriters: true, copy: copy)
        ).kinds)
      let partial = kinds.subtracting([.stable])
      #expect(partial.isSubset(of: allowed), "\(signing): \(partial.subtracting(allowed))")
      #expect(partial.isEmpty == allowed.isEmpty, "\(signing)")
    }
  }

  /// Another writer of the same target, with means of its own.
  private struct SecondWriter {
    let swap: () -> Void

    init(
      _ scene: borrowing Scene, to source: String, _ signer: String, _ copy: CopyMethod,
      _ look: @escaping () -> Void
    ) {
      let (strategy, directory) = (scene.strategy, scene.directory.path)
      let target = scene.target
      swap = {
        guard let signer = Signers.make(SignerSpec(signer)) else { return }
        try? strategy.swap(
          Swap(
            source: "\(directory)/\(source)", target: target, root: directory,
            stagingDirectory: nil,
            elsewhere: "\(directory)/elsewhere", copier: Copier(copy, pieces: 3), signer: signer,
            trace: SwapTrace(enter: { _ in }, checkpoint: look)))
      }
    }
  }
}
