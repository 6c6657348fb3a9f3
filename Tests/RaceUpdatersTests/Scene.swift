import CLinux
import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceUpdaters

/// Where files are raced in tests.
enum Place: String, CaseIterable, CustomTestStringConvertible {
  case disk = "/tmp"
  case memory = "/dev/shm"

  /// The places that there are here.
  static let all: [Place] = allCases.filter { access($0.rawValue, W_OK) == 0 }

  var testDescription: String { rawValue }
}

/// A target in a directory of its own, with two contents to swap it between.
struct Scene: ~Copyable {
  let directory: TestDirectory
  let strategy: any Strategy
  let old: [UInt8]
  let next: [UInt8]

  static let signers: [String: String] = ["keeps": "none", "changes": "append", "fails": "fail"]

  init(
    _ strategy: String, in place: Place = .disk, sizes: (old: Int, next: Int) = (5000, 7000)
  ) throws {
    let directory = try TestDirectory(in: place.rawValue)
    let strategy = try #require(Strategies.named(strategy))
    var generator = SeededGenerator(seed: 61)
    let (old, next) = (generator.bytes(sizes.old), generator.bytes(sizes.next))
    for name in ["stage", "elsewhere"] { try PathCalls.makeDirectory(directory(name)) }
    try Files.write(old, to: directory("old"))
    try Files.write(next, to: directory("next"))
    try Files.write(old, to: directory("stage/target.bin"), mode: 0o755)
    self.directory = directory
    self.strategy = strategy
    self.old = old
    self.next = next
  }

  var target: String { directory("stage/target.bin") }
  var stage: String { directory("stage") }

  /// The names beside the target.
  func names() throws -> [String] { try PathCalls.entries(stage) }

  /// What the signer makes of the bytes.
  func signed(_ bytes: [UInt8], by signer: String) throws -> [UInt8] {
    let copy = directory("signed")
    try Files.write(bytes, to: copy)
    try #require(Signers.make(SignerSpec(signer))).sign(copy)
    return try Files.read(copy)
  }

  /// Swaps the target's content.
  func swap(
    to source: String = "next", signer: String = "none", copy: CopyMethod = .write,
    pieces: Int? = nil, target: String? = nil, stagingDirectory: String? = nil,
    checkpoint: @escaping () -> Void = {}
  ) throws {
    let signer = try #require(Signers.make(SignerSpec(signer)))
    try strategy.swap(
      Swap(
        source: directory(source), target: target ?? self.target, root: directory("."),
        stagingDirectory: stagingDirectory, elsewhere: directory("elsewhere"),
        copier: Copier(copy, pieces: pieces), signer: signer,
        trace: SwapTrace(enter: { _ in }, checkpoint: checkpoint)))
  }
}

/// What a file is, but for its content.
struct Looks: Equatable {
  let mode: mode_t
  let owner: uid_t
  let group: gid_t
  let attributes: [String: [UInt8]]

  init(_ path: String) throws {
    let metadata = try FileMetadata(of: OpenFile(path, O_RDONLY))
    (mode, owner, group) = (metadata.mode, metadata.owner, metadata.group)
    attributes = metadata.attributes
  }

  /// Gives a file a mode, an owner and attributes that no file has by itself. Returns whether the file system
  /// takes attributes.
  static func adorn(_ path: String, mode: mode_t) throws -> Bool {
    if Needs.root { try #require(chown(path, 12, 34) == 0) }
    let value: [UInt8] = [0, 1, 0xff, 0]
    let taken = setxattr(path, "user.race", value, value.count, 0) == 0
    if taken { setxattr(path, "user.empty", value, 0, 0) }
    try #require(chmod(path, mode) == 0)
    return taken
  }
}

/// The strategies that keep their promises for one writer, and the one that only leaves a gap.
let carefulStrategies = [
  "staged", "staged-durable", "exchange", "staged-elsewhere", "symlink-swap", "backup-rename",
]
let swappingStrategies = Strategies.all.map(\.name)
let versionedStrategies: Set<String> = ["symlink-swap", "symlink-relink"]
