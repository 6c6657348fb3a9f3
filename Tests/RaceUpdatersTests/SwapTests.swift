import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceUpdaters

/// What a swap that succeeds leaves behind.
@Suite struct SwapTests {
  static let names = swappingStrategies

  @Test(arguments: names, Place.all)
  func theTargetIsTheNextContent(_ name: String, _ place: Place) throws {
    for signer in ["none", "append", "command:printf signed >>{file}"] {
      let scene = try Scene(name, in: place)
      try scene.strategy.arrange(scene.target)
      let expected = try scene.signed(scene.next, by: signer)
      for (source, content) in [
        ("next", expected), ("old", try scene.signed(scene.old, by: signer)),
      ] {
        try scene.swap(to: source, signer: signer)
        #expect(same(try Files.read(scene.target), content), "\(signer), to \(source)")
      }
    }
  }

  @Test(arguments: names, CopyMethod.allCases)
  func anyCopyMethodWillDo(_ name: String, _ method: CopyMethod) throws {
    for pieces in [nil, 1, 4] {
      let scene = try Scene(name, sizes: (300_000, 200_000))
      try scene.strategy.arrange(scene.target)
      try scene.swap(copy: method, pieces: pieces)
      #expect(same(try Files.read(scene.target), scene.next))
      try scene.swap(to: "old", copy: method, pieces: pieces)
      #expect(same(try Files.read(scene.target), scene.old))
    }
  }

  @Test(arguments: names)
  func nothingIsLeftBeside(_ name: String) throws {
    let scene = try Scene(name)
    try scene.strategy.arrange(scene.target)
    let before = try scene.names()
    for source in ["next", "old", "next"] { try scene.swap(to: source, signer: "append") }
    if versionedStrategies.contains(name) {
      #expect(try scene.names().count == before.count + 3, "a version for each swap")
      try scene.strategy.tidy(scene.target)
      #expect(try scene.names().count == 2)
    } else {
      #expect(try scene.names() == before)
    }
    #expect(try PathCalls.entries(scene.directory("elsewhere")).isEmpty)
    #expect(same(try Files.read(scene.directory("next")), scene.next), "strategies only read it")
    #expect(try Files.openForWriting(below: scene.directory.path).isEmpty)
  }

  @Test(arguments: carefulStrategies, Place.all)
  func metadataAreKept(_ name: String, _ place: Place) throws {
    for mode in [0o754, 0o2755, 0o4711, 0o600] as [mode_t] {
      let scene = try Scene(name, in: place)
      try scene.strategy.arrange(scene.target)
      if try !Looks.adorn(scene.target, mode: mode) {
        print("extended attributes not checked: \(place.rawValue) takes none")
      }
      let before = try Looks(scene.target)
      try scene.swap(signer: "append")
      #expect(try Looks(scene.target) == before)
      #expect(before.mode == mode)
    }
  }

  /// From the first instant on: a staged file has them before it has the target's name.
  @Test func metadataAreThereBeforeTheNameIs() throws {
    let scene = try Scene("staged")
    _ = try Looks.adorn(scene.target, mode: 0o2640)
    let swap = Swap(
      source: scene.directory("next"), target: scene.target, root: scene.directory("."),
      stagingDirectory: nil,
      elsewhere: scene.directory("elsewhere"), copier: Copier(.write),
      signer: AppendSigner(delay: nil), trace: SwapTrace(enter: { _ in }, checkpoint: {}))
    try swap.stage(at: "\(scene.stage)/staged", like: scene.target)
    #expect(try Looks("\(scene.stage)/staged") == Looks(scene.target))
    #expect(
      same(try Files.read("\(scene.stage)/staged"), try scene.signed(scene.next, by: "append")))
  }

  @Test(
    arguments: names.filter { !versionedStrategies.contains($0) && $0 != "foundation-write" })
  func aLinkedTargetStaysALink(_ name: String) throws {
    let scene = try Scene(name)
    let directory = scene.directory.path
    try PathCalls.makeDirectory("\(directory)/links")
    // links/first -> ../second -> stage/target.bin
    try PathCalls.symlink("../second", at: "\(directory)/links/first")
    try PathCalls.symlink("stage/target.bin", at: "\(directory)/second")
    try scene.swap(target: "\(directory)/links/first")
    #expect(try Files.isLink("\(directory)/links/first"))
    #expect(try Files.isLink("\(directory)/second"))
    #expect(try !Files.isLink(scene.target))
    #expect(same(try Files.read(scene.target), scene.next))
    #expect(try scene.names() == ["target.bin"])
    #expect(try PathCalls.entries("\(directory)/links") == ["first"])
  }

  @Test(arguments: names)
  func namesMayBeAnything(_ name: String) throws {
    for odd in [
      "with blank", "it's", "$HOME `x`", "-rf", "\u{301}combining", "new\nline", "ünïcödé",
    ] {
      let scene = try Scene(name)
      let target = "\(scene.stage)/\(odd)"
      try PathCalls.rename(scene.target, to: target)
      try scene.strategy.arrange(target)
      try scene.swap(signer: "command:printf signed >>{file}", target: target)
      #expect(same(try Files.read(target), scene.next + Array("signed".utf8)), "\(odd)")
    }
  }

  @Test func versionedTargetsAreLinksToRelativeNames() throws {
    for name in versionedStrategies {
      let scene = try Scene(name)
      try scene.strategy.arrange(scene.target)
      #expect(try !PathCalls.readLink(scene.target).contains("/"))
      #expect(same(try Files.read(scene.target), scene.old))
      try scene.swap()
      #expect(try !PathCalls.readLink(scene.target).contains("/"))
      let moved = scene.directory("moved")
      try PathCalls.rename(scene.stage, to: moved)
      #expect(same(try Files.read("\(moved)/target.bin"), scene.next))
    }
  }
}
