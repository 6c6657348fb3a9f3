import Glibc
import RaceModel
import RaceSystem
import RaceUpdaters
import Testing

/// What strategies show in lock-step is what they say that they show.
struct WeaknessTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var signer = "none"
    var writers = 1
    var copy = CopyMethod.write
    var place = "/tmp"
    var staging: String?

    var testDescription: String {
      "\(signer), \(writers) writers, \(copy), \(place), \(staging ?? "beside")"
    }

    var signing: Condition.Signing {
      signer == "none" ? .keepsBytes : signer == "fail" ? .fails : .changesBytes
    }

    /// All strategies in one race. The contents differ so much in length that a quarter of the longer one can
    /// end between the two, and the longer one is that which a failing signer publishes.
    func arguments(_ racebench: RaceExecutable) throws -> [String] {
      let a = try racebench.write("a", Self.bytes(100_000, seed: 1))
      let b = try racebench.write("b", Self.bytes(300_000, seed: 2))
      let race = [
        "--format", "json", "--quiet", "--rendezvous", "--readers", "2", "--swaps", "4",
        "--signer", signer, "--writers", "\(writers)", "--copy", copy.rawValue,
      ]
      return race + Strategies.all.flatMap { ["--strategy", $0.name] }
        + (staging.map { ["--staging-directory", $0] } ?? []) + ["--contents", a, b]
    }

    private static func bytes(_ count: Int, seed: UInt32) -> [UInt8] {
      var state = seed
      return (0..<count).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(truncatingIfNeeded: state >> 24)
      }
    }

    func condition(sameFileSystem: Bool) -> Condition {
      Condition(
        signing: signing, severalWriters: writers > 1, sameFileSystem: sameFileSystem, copy: copy)
    }
  }

  static let alone = ["/tmp", "/dev/shm"].flatMap { place in
    ["none", "append", "fail"].map { Case(signer: $0, place: place) }
  }

  static let copies = CopyMethod.allCases.dropFirst().flatMap { copy in
    ["none", "append"].map { Case(signer: $0, copy: copy) }
  }

  static let together = ["/tmp", "/dev/shm"].flatMap { place in
    ["none", "append", "fail"].map { Case(signer: $0, writers: 2, place: place) }
  }

  @Test("One writer shows exactly the kinds of the table", arguments: alone + copies)
  func oneWriter(_ test: Case) throws {
    let racebench = try RaceExecutable(below: test.place)
    let report = try racebench.run(test.arguments(racebench)).report()
    #expect(report.runs.count == Strategies.all.count)
    for (run, strategy) in zip(report.runs, Strategies.all) {
      let predicted = strategy.weaknesses(under: test.condition(sameFileSystem: true))
      #expect(kinds(run) == predicted, "\(strategy.name): \(kinds(run).kinds)")
      check(run, test)
    }
  }

  @Test("Two writers show nothing but the kinds of the table", arguments: together)
  func twoWriters(_ test: Case) throws {
    let racebench = try RaceExecutable(below: test.place)
    let report = try racebench.run(test.arguments(racebench)).report()
    for (run, strategy) in zip(report.runs, Strategies.all) {
      let predicted = strategy.weaknesses(under: test.condition(sameFileSystem: true))
      #expect(kinds(run).isSubset(of: predicted), "\(strategy.name): \(kinds(run).kinds)")
      check(run, test)
      let caught = ["inplace", "staged-shared"].contains(strategy.name) && test.signer != "fail"
      if caught { #expect(run.caughtSwaps > 0, "\(strategy.name)") }
    }
  }

  @Test("Staging on another file system", arguments: [("/tmp", "/dev/shm"), ("/dev/shm", "/tmp")])
  func acrossFileSystems(_ place: String, _ other: String) throws {
    guard try PathCalls.status(place).st_dev != PathCalls.status(other).st_dev else {
      return print("skipped: \(place) and \(other) are one file system")
    }
    let racebench = try RaceExecutable(below: place)
    let annex = try RaceExecutable(below: other)
    let test = Case(place: place, staging: annex.temporary)
    let report = try racebench.run(test.arguments(racebench)).report()
    try annex.expectNothingLeft()
    for (run, strategy) in zip(report.runs, Strategies.all) {
      let predicted = strategy.weaknesses(under: test.condition(sameFileSystem: false))
      #expect(kinds(run) == predicted, "\(strategy.name): \(kinds(run).kinds)")
    }
  }

  /// What holds under every condition.
  private func check(_ run: Run, _ test: Case) {
    #expect(run.windows.count == 4 * test.writers)
    #expect(run.swaps + run.failedSwaps == run.windows.count)
    #expect(run.tally.reads == run.states.reduce(0) { $0 + $1.count })
    #expect(run.tally.lostReads + run.tally.overflow == 0)
    for window in run.windows {
      let order = window.phases.map(\.phase.index)
      let wrongOrder = run.subject.updater.strategy?.name == "staged-sign-after"
      #expect(wrongOrder || order == order.sorted(), "\(run.subject.name): \(window.phases)")
      #expect(window.phases.allSatisfy { $0.start >= window.start && $0.start <= window.end })
    }
  }

  private func kinds(_ run: Run) -> KindSet {
    KindSet(run.states.filter { $0.count > 0 && $0.kind != .stable }.map(\.kind))
  }
}
