import CLinux
import Glibc
import RaceModel
import RaceReaders
import RaceStage
import RaceSystem
import TestSupport
import Testing

@testable import RaceSampling

/// What swaps leave, each thing alone.
struct InspectorTests {
  private static let a = [UInt8](repeating: 1, count: 5000)
  private static let b = [UInt8](repeating: 2, count: 4000)

  /// A target that holds A.
  private final class Scene {
    let directory: TestDirectory
    let inspector: Inspector
    var target: String { directory.path + "/subject/target" }

    init(symlink: Bool = false) throws {
      directory = try TestDirectory()
      for name in ["subject", "staging"] {
        try PathCalls.makeDirectory("\(directory.path)/\(name)")
      }
      let target = directory.path + "/subject/target"
      let file = symlink ? target + ".file" : target
      try Files.write(a, to: directory.path + "/a")
      try Files.write(b, to: directory.path + "/b")
      try Files.write(a, to: file, mode: 0o751)
      setxattr(file, "user.test", "x", 1, 0)
      if symlink { try PathCalls.symlink("target.file", at: target) }
      let (pathA, pathB) = (directory.path + "/a", directory.path + "/b")
      inspector = Inspector(
        target: target, directories: [directory.path + "/subject", directory.path + "/staging"],
        library: try ContentLibrary(a: pathA, b: pathB, unsignedA: pathA, unsignedB: pathB),
        scout: Scout())
    }

    /// A file with B, finished as the target is.
    func stage(_ name: String = "new", _ bytes: [UInt8] = b, mode: mode_t = 0o751) throws -> String
    {
      let path = "\(directory.path)/\(name)"
      try Files.write(bytes, to: path, mode: mode)
      setxattr(path, "user.test", "x", 1, 0)
      return path
    }

    /// The problems after a swap; an empty text for a contract that is kept.
    func problems(
      succeeded: Bool = true, _ swap: (_ target: String) throws -> Void
    ) throws -> (rest: Rest?, notes: [Contract: String]) {
      let (rest, late) = inspector.begin()
      #expect(rest == .stable(.a) && late == nil)
      try swap(target)
      let found = inspector.conclude(publishing: .b, succeeded: succeeded)
      return (found.rest, Self.dictionary(found.notes))
    }

    static func dictionary(_ notes: [Inspector.Note]) -> [Contract: String] {
      Dictionary(uniqueKeysWithValues: notes.map { ($0.contract, $0.problem ?? "") })
    }
  }

  private static let kept: [Contract: String] = [
    .truth: "", .inode: "", .metadata: "", .leftovers: "",
  ]

  @Test func aRenameKeepsAll() throws {
    let scene = try Scene()
    let found = try scene.problems { try PathCalls.rename(scene.stage(), to: $0) }
    #expect(found.rest == .stable(.b) && found.notes == Self.kept)
  }

  @Test func writingInPlaceBreaksInodeAlone() throws {
    let scene = try Scene()
    let found = try scene.problems { try Files.write(InspectorTests.b, to: $0, mode: 0o751) }
    var expected = Self.kept
    expected[.inode] = "the old file was written: a process that had it open saw its bytes change"
    #expect(found.rest == .stable(.b) && found.notes == expected)
  }

  /// A failed swap that has written all the same is one that readers have met.
  @Test func aFailedSwapInPlaceIsWrittenAsWell() throws {
    let scene = try Scene()
    let found = try scene.problems(succeeded: false) {
      try Files.write([2, 2], to: $0, mode: 0o751)
    }
    #expect(found.rest == .other(.truncated))
    #expect(
      found.notes == [
        .truth: "it said that it had failed, and the target was truncated",
        .inode: "the old file was written: a process that had it open saw its bytes change",
      ])
  }

  @Test func truth() throws {
    #expect(
      try Scene().problems { _ in }.notes == [
        .truth: "it said that it had succeeded, and the target still held A"
      ])
    // What failed may have changed nothing, or failed after it had published.
    #expect(try Scene().problems(succeeded: false) { _ in }.notes == [.truth: ""])
    let late = try Scene()
    let found = try late.problems(succeeded: false) {
      try PathCalls.rename(late.stage(), to: $0)
    }
    #expect(found.notes == Self.kept)
    #expect(
      try Scene().problems { try PathCalls.unlink($0) }.notes == [
        .truth: "it said that it had succeeded, and there was no target"
      ])
    #expect(
      try Scene().problems(succeeded: false) { try PathCalls.unlink($0) }.notes == [
        .truth: "it said that it had failed, and there was no target"
      ])
    let foreign = try Scene()
    let other = try foreign.problems {
      try PathCalls.rename(foreign.stage("new", [7, 7, 7]), to: $0)
    }
    #expect(other.rest == .other(.foreign))
    #expect(
      other.notes == [.truth: "it said that it had succeeded, and the target was foreign"])
  }

  @Test func metadata() throws {
    let mode = try Scene()
    #expect(
      try mode.problems { try PathCalls.rename(mode.stage(mode: 0o644), to: $0) }.notes[.metadata]
        == "mode 0644 where 0751 was")
    let attribute = try Scene()
    #expect(
      try attribute.problems {
        let path = try attribute.stage()
        removexattr(path, "user.test")
        try PathCalls.rename(path, to: $0)
      }.notes[.metadata] == "lost extended attribute user.test")
    let changed = try Scene()
    #expect(
      try changed.problems {
        let path = try changed.stage()
        setxattr(path, "user.test", "y", 1, 0)
        try PathCalls.rename(path, to: $0)
      }.notes[.metadata] == "changed extended attribute user.test")
    guard geteuid() == 0 else { return print("skipped: owners, since only root gives files away") }
    let owner = try Scene()
    #expect(
      try owner.problems {
        let path = try owner.stage()
        chown(path, 1234, 0)
        chmod(path, 0o751)
        try PathCalls.rename(path, to: $0)
      }.notes[.metadata] == "owner 1234:0 where 0:0 was")
  }

  @Test func leftovers() throws {
    let beside = try Scene()
    #expect(
      try beside.problems {
        try PathCalls.rename(beside.stage(), to: $0)
        try Files.write([1], to: $0 + ".bak")
      }.notes[.leftovers] == "it left \"target.bak\" behind")
    let staging = try Scene()
    #expect(
      try staging.problems {
        try PathCalls.rename(staging.stage(), to: $0)
        try Files.write([1], to: staging.directory.path + "/staging/x")
      }.notes[.leftovers] == "it left \"x\" behind")
  }

  @Test func symlink() throws {
    let followed = try Scene(symlink: true)
    let good = try followed.problems {
      try PathCalls.rename(followed.stage(), to: PathCalls.resolve($0))
    }
    #expect(good.notes == Self.kept.merging([.symlink: ""]) { $1 })
    // A new version beside the old one is what the link leads to, and no leftover.
    let versions = try Scene(symlink: true)
    let version = try versions.problems {
      try PathCalls.rename(versions.stage(), to: $0 + ".2")
      try PathCalls.symlink("target.2", at: $0 + ".link")
      try PathCalls.rename($0 + ".link", to: $0)
    }
    #expect(version.notes == Self.kept.merging([.symlink: ""]) { $1 })
    let replaced = try Scene(symlink: true)
    #expect(
      try replaced.problems { try PathCalls.rename(replaced.stage(), to: $0) }.notes[.symlink]
        == "the symlink was replaced by what it led to")
  }

  @Test func whatIsPublishedIsNotChangedLater() throws {
    for change: (String) throws -> Void in [
      { chmod($0, 0o640) }, { try Files.write(InspectorTests.a, to: $0, mode: 0o751) },
    ] {
      let scene = try Scene()
      _ = try scene.problems { try PathCalls.rename(scene.stage(), to: $0) }
      try change(scene.target)
      let late = scene.inspector.begin().late
      #expect(late?.contract == .inode)
      #expect(
        late?.problem == "what it had published was changed after it had said that it was done")
    }
    // Nor where nobody has changed it, where another file has come, or after a change that was not the updater's.
    let scene = try Scene()
    _ = try scene.problems { try PathCalls.rename(scene.stage(), to: $0) }
    #expect(scene.inspector.begin().late == nil)
    _ = scene.inspector.conclude(publishing: .b, succeeded: true)
    try PathCalls.rename(scene.stage(), to: scene.target)
    #expect(scene.inspector.begin().late == nil)
    _ = scene.inspector.conclude(publishing: .b, succeeded: true)
    chmod(scene.target, 0o600)
    scene.inspector.forget()
    #expect(scene.inspector.begin().late == nil)
  }

  /// While the next swap is going on already: only what is written counts then, for that swap may put the old file
  /// aside, and make it unreadable, as it likes.
  @Test func whatIsPublishedIsNotChangedDuringTheNextSwap() throws {
    for (change, problem): ((Int32) -> Void, String) in [
      (
        { futimens($0, nil) },
        "what it had published was changed after it had said that it was done"
      ),
      ({ fchmod($0, 0) }, ""),
    ] as [((Int32) -> Void, String)] {
      let scene = try Scene()
      _ = try scene.problems { try PathCalls.rename(scene.stage(), to: $0) }
      let published = try OpenFile(scene.target, O_RDWR)
      var before = [timespec(tv_sec: 5, tv_nsec: 0), timespec(tv_sec: 5, tv_nsec: 0)]
      futimens(published.descriptor, &before)
      _ = scene.inspector.conclude(publishing: .b, succeeded: true)
      #expect(scene.inspector.begin().late == nil)
      change(published.descriptor)
      try PathCalls.rename(scene.stage("a2", InspectorTests.a), to: scene.target)
      let notes = Scene.dictionary(
        scene.inspector.conclude(publishing: .a, succeeded: true).notes)
      #expect(notes[.inode] == problem)
    }
  }

  @Test("The swaps of several writers are looked into together")
  func round() throws {
    func round(_ swaps: (Scene) throws -> Void) throws -> [Contract: String] {
      let scene = try Scene()
      scene.inspector.beginRound()
      try swaps(scene)
      return Scene.dictionary(scene.inspector.concludeRound())
    }
    #expect(
      try round {
        try PathCalls.rename($0.stage(), to: $0.target)
        try PathCalls.rename($0.stage("newer", InspectorTests.a), to: $0.target)
      } == [.truth: "", .metadata: "", .leftovers: ""])
    #expect(
      try round { try PathCalls.rename($0.stage(), to: $0.target) } == Self.kept)
    // There and back again: the bytes are the same, and the file was written all the same.
    let written = try round {
      try Files.write(InspectorTests.b, to: $0.target, mode: 0o751)
      try Files.write(InspectorTests.a, to: $0.target, mode: 0o751)
      // A clock of ticks may not have moved since the scene was made.
      var times = [timespec(tv_sec: 5, tv_nsec: 0), timespec(tv_sec: 5, tv_nsec: 0)]
      utimensat(AT_FDCWD, $0.target, &times, 0)
    }
    #expect(
      written[.inode]
        == "the old file was written: a process that had it open saw its bytes change")
    #expect(
      try round { try Files.write([9], to: $0.target, mode: 0o751) }[.truth]
        == "after all had ended the target was foreign")
    #expect(
      try round {
        try PathCalls.rename($0.stage(), to: $0.target)
        try Files.write([1], to: $0.target + ".1")
      }[.leftovers] == "it left \"target.1\" behind")
  }

  @Test func nothingIsHeldOpenAfterwards() throws {
    let scene = try Scene()
    _ = scene.inspector.begin()
    #expect(try Files.openForReading(scene.target) == 1)
    _ = scene.inspector.begin()
    #expect(try Files.openForReading(scene.target) == 1)
    scene.inspector.forget()
    #expect(try Files.openForReading(scene.target) == 0)
    // What was published is held until something else is.
    _ = try scene.problems { try PathCalls.rename(scene.stage(), to: $0) }
    #expect(try Files.openForReading(scene.target) == 1)
    _ = scene.inspector.begin()
    #expect(try Files.openForReading(scene.target) == 2)
    scene.inspector.forget()
    #expect(try Files.openForReading(scene.target) == 0)
  }
}
