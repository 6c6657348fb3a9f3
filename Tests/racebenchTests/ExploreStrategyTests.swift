import RaceModel
import RaceUpdaters
import TestSupport
import Testing

/// What stepping finds of the built-in strategies is exact, and the same each time.
struct ExploreStrategyTests {
  /// What a strategy shows, and which contracts that breaks.
  struct Row: Sendable, CustomTestStringConvertible {
    let strategy: String
    /// Where the copied content is already the published one.
    let plain: [Kind]
    /// Where a signer makes another one of it.
    let signed: [Kind]
    /// Where that signer fails.
    let failing: [Kind]
    /// The broken contracts without a signer.
    let broken: String
    /// And with one, where that differs.
    let brokenSigned: String?

    init(
      _ strategy: String, _ plain: [Kind] = [], signed: [Kind]? = nil, failing: [Kind] = [],
      broken: String, brokenSigned: String? = nil
    ) {
      self.strategy = strategy
      self.plain = plain
      self.signed = signed ?? plain
      self.failing = failing
      self.broken = broken
      self.brokenSigned = brokenSigned
    }

    var testDescription: String { strategy }
  }

  static let table = [
    Row(
      "inplace", [.empty, .truncated], signed: [.empty, .truncated, .unsigned],
      failing: [.empty, .truncated, .unsigned], broken: "content inode durability"),
    Row(
      "overwrite", [.truncated, .mixed], signed: [.truncated, .mixed, .unsigned],
      failing: [.truncated, .mixed, .unsigned], broken: "content inode durability"),
    Row(
      "unlink-create", [.missing, .empty, .truncated],
      signed: [.missing, .empty, .truncated, .unsigned],
      failing: [.missing, .empty, .truncated, .unsigned],
      broken: "content presence inode durability"),
    Row("staged", broken: "durability"),
    Row("staged-durable", broken: ""),
    Row(
      "staged-sign-after", signed: [.unsigned], failing: [.unsigned], broken: "durability",
      brokenSigned: "content inode durability"),
    // That others use the same name shows with one writer too.
    Row("staged-shared", broken: "staging durability"),
    Row("staged-elsewhere", broken: "durability"),
    Row("exchange", broken: "durability"),
    Row("backup-rename", [.missing], broken: "presence durability"),
    Row("patch-after-rename", [.foreign], broken: "content inode durability"),
    Row("symlink-swap", broken: "durability"),
    Row("symlink-relink", [.missing], broken: "presence durability"),
    // It takes a write that was cut short for a whole one.
    Row("foundation-write", broken: "truth metadata durability"),
    // It renames the wrong way round, and never publishes.
  ]

  @Test("Every strategy has its line")
  func complete() {
    #expect(Self.table.map(\.strategy) == Strategies.all.map(\.name))
  }

  @Test(
    "Each shows exactly its kinds, and the same each time", arguments: table,
    ["none", "append", "fail"])
  func kinds(_ row: Row, _ signer: String) throws {
    let arguments = ["--strategy", row.strategy, "--signer", signer]
    let found = try signer == "fail" ? once(arguments) : twice(arguments)
    let pinned = signer == "none" ? row.plain : signer == "append" ? row.signed : row.failing
    #expect(found.kinds == KindSet(pinned), "\(found.kinds.kinds)")
    let signing: Condition.Signing =
      signer == "none" ? .keepsBytes : signer == "append" ? .changesBytes : .fails
    try expectPredicted(found, row.strategy, Condition(signing: signing))
    if signer == "fail" {
      #expect(found.verdict == (pinned.isEmpty ? .pass : .fail))
      #expect(found.exploration.ending == .exited(status: 1))
      #expect((found.exploration.contracts[.rollback] == .kept) == pinned.isEmpty)
    } else {
      #expect(found.verdict == (pinned.isEmpty ? .pass : .fail))
      let broken = signer == "none" ? row.broken : row.brokenSigned ?? row.broken
      #expect(found.contracts(.broken) == broken)
    }
  }

  static let copying = ["inplace", "overwrite", "staged"].flatMap { strategy in
    CopyMethod.allCases.dropFirst().flatMap { copy in
      ["none", "append"].map { (strategy: strategy, copy: copy, signer: $0) }
    }
  }

  @Test("However bytes are moved", arguments: copying.indices)
  func copies(_ index: Int) throws {
    let (strategy, copy, signer) = Self.copying[index]
    let found = try twice([
      "--strategy", strategy, "--copy", copy.rawValue, "--signer", signer,
    ])
    let grown: [Kind] = copy == .mmap ? [.mixed] : [.truncated]
    let shown: [Kind] =
      switch strategy {
      case "inplace": [.empty] + grown
      case "overwrite": [.mixed] + grown
      default: []
      }
    let unsigned: [Kind] = signer == "append" && !shown.isEmpty ? [.unsigned] : []
    #expect(found.kinds == KindSet(shown + unsigned), "\(found.kinds.kinds)")
    try expectPredicted(
      found, strategy,
      Condition(signing: signer == "append" ? .changesBytes : .keepsBytes, copy: copy))
    #expect(found.verdict == (strategy == "staged" ? .pass : .fail))
    // What is stored through a mapping of the target nobody sees happen; a staging file's nobody reads.
    let isUnobserved = found.exploration.limits.contains { limit in
      limit.kind == .unobservedStores
    }
    #expect(isUnobserved == (copy == .mmap && strategy != "staged"))
    #expect(found.exploration.limits.count == (isUnobserved ? 1 : 0))
  }

  @Test("Behind a symlink the same is seen", arguments: table)
  func symlink(_ row: Row) throws {
    let found = try once(["--strategy", row.strategy, "--signer", "none", "--symlink"])
    #expect(found.kinds == KindSet(row.plain), "\(found.kinds.kinds)")
    // Foundation replaces the link by a file.
    let isBroken = row.strategy == "foundation-write"
    #expect(found.exploration.contracts[.symlink]?.name == (isBroken ? .broken : .kept))
    let others = found.contracts(.broken).split(separator: " ").filter { $0 != "symlink" }
    #expect(others.joined(separator: " ") == row.broken)
  }

  /// Those that can publish from there, with what they show then. Versions of a linked target and Foundation's own
  /// staging files lie beside it all the same.
  static let fromElsewhere: [String: [Kind]] = [
    "inplace": [.empty, .truncated, .unsigned], "overwrite": [.truncated, .mixed, .unsigned],
    "unlink-create": [.missing, .empty, .truncated, .unsigned],
    "staged-elsewhere": [.missing, .empty, .truncated], "symlink-swap": [],
    "symlink-relink": [.missing], "foundation-write": [],
  ]

  @Test(
    "Staged on another file system",
    .enabled(if: Needs.otherFileSystem, "\(Needs.sharedMemoryReason)"), arguments: table)
  func acrossFileSystems(_ row: Row) throws {
    let annex = try RaceExecutable(below: "/dev/shm")
    let found = try once([
      "--strategy", row.strategy, "--signer", "append", "--staging-directory", annex.temporary,
    ])
    try annex.expectNothingLeft()
    let pinned = Self.fromElsewhere[row.strategy]
    #expect(found.kinds == KindSet(pinned ?? []), "\(found.kinds.kinds)")
    try expectPredicted(
      found, row.strategy, Condition(signing: .changesBytes, sameFileSystem: false))
    #expect(
      found.verdict == (pinned.map { $0.isEmpty ? .pass : .fail } ?? .inconclusive))
    if pinned == nil {
      #expect(found.exploration.ending == .exited(status: 1))
      #expect(found.exploration.failure?.contains("EXDEV") == true)
    }
  }

  private func once(_ arguments: [String]) throws -> Explored {
    let racebench = try RaceExecutable()
    return try racebench.explore(arguments + racebench.contents())
  }

  /// Explores two times, which must give the same.
  private func twice(_ arguments: [String]) throws -> Explored {
    let racebench = try RaceExecutable()
    let all = try arguments + racebench.contents()
    let first = try racebench.explore(all)
    let second = try racebench.explore(all)
    let repetition = Exploration.Repetition(of: first.exploration, by: second.exploration)
    #expect(repetition.isSame, "step \(repetition.firstDifference ?? 0)")
    #expect(first.exploration.states == second.exploration.states)
    #expect(first.exploration.limits == second.exploration.limits)
    #expect(first.exploration.judgement.verdict == second.exploration.judgement.verdict)
    if let again = first.exploration.again { #expect(again.isSame) }
    return first
  }

  /// One A and one longer B are all that the table of weaknesses speaks of.
  private func expectPredicted(
    _ found: Explored, _ strategy: String, _ condition: Condition,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let strategy = try #require(Strategies.named(strategy))
    #expect(
      found.kinds == strategy.weaknesses(under: condition), "\(found.kinds.kinds)",
      sourceLocation: sourceLocation)
  }
}
