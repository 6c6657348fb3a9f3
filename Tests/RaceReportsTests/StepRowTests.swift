import Foundation
import RaceModel
import TestSupport
import Testing

@testable import RaceReports

/// Which steps stand in the list, and which are one row.
struct StepRowTests {
  private func rows(
    _ exploration: Exploration, allSteps: Bool = false
  ) -> (rows: [String], others: String?) {
    let rows = StepRows(of: exploration, allSteps: allSteps)
    return (rows.rows.map { "\($0.label) \($0.text)" }, rows.others)
  }

  @Test func whatChangesNothingIsCounted() {
    var builder = ExplorationBuilder()
    builder.call("mkdir()")
    builder.call("write()")
    builder.call("mkdir()", result: .failed(errno: 17))
    builder.call("fsync(\"other\")", [.synced(file: 9)])
    let (rows, others) = rows(builder.exploration(.exited(status: 1)))
    #expect(rows == [])
    #expect(others == "others: 2 mkdir, 1 write, 1 fsync")
    #expect(self.rows(ExplorationBuilder().exploration(.exited(status: 1))).others == nil)
  }

  @Test func eachSortOfChangeMatters() {
    var builder = ExplorationBuilder(entries: ["old"])
    builder.call("a()", sees: .empty)
    builder.call("b()", file: 2)
    builder.call("c()") { ($0.isLink, $0.resolved) = (true, "v1") }
    builder.call("d()") { $0.resolved = "v2" }
    builder.call("e()") { ($0.isLink, $0.resolved) = (false, nil) }
    builder.call("f()") { $0.mode = 0o4600 }
    builder.call("g()") { $0.owner = "0:0" }
    builder.call("h()") { $0.metadataProblem = "user.racebench is gone" }
    builder.call("i()") { $0.metadataProblem = nil }
    builder.call("j()") { $0.entries = ["1", "2", "3", "4"] }
    builder.call("k()", sees: .missing)
    builder.call("l()", sees: .error(5))
    let (rows, others) = rows(builder.exploration(.exited(status: 1)))
    #expect(
      rows == [
        "1 a() → empty ✗ content", "2 b() → another file", "3 c() → a symlink to \"v1\"",
        "4 d() → a symlink to \"v2\"", "5 e() → no symlink any more", "6 f() → mode 04600",
        "7 g() → owner 0:0", "8 h() → user.racebench is gone", "9 i()",
        "10 j() → +\"1\", \"2\", \"3\" and 1 more, −\"old\"", "11 k() → missing ✗ presence",
        "12 l() → EIO error ✗ content",
      ])
    #expect(others == nil)
  }

  @Test func syncsOfWhatBecomesTheTargetMatter() {
    var builder = ExplorationBuilder()
    for (place, effect) in [
      Step.Effect.synced(file: 1), .synced(file: 2), .synced(file: 3), .syncedDirectory, .syncedAll,
    ].enumerated() {
      builder.call("sync\(place)()", [effect])
    }
    builder.call("rename()", sees: .b, file: 2)
    let (rows, others) = rows(builder.exploration(.exited(status: 1)))
    #expect(
      rows.map { $0.prefix(7) } == ["1 sync0", "2 sync1", "4 sync3", "5 sync4", "6 renam"])
    #expect(others == "others: 1 sync2")
  }

  @Test func whatBreaksAContractMattersThoughNothingIsSeen() {
    var builder = ExplorationBuilder()
    builder.call("rename()", sees: .b, file: 2)
    builder.call("write()")
    builder.call("fchmod()", [.altered(file: 2)])
    let (rows, others) = rows(builder.exploration())
    #expect(rows.last == "3 fchmod() ✗ inode" && others == "others: 1 write")
  }

  /// One row only of one call of one process on one file with states of one kind, and nothing but that.
  @Test func equalStepsAreOneRow() {
    func merged(
      _ call: String = "write(\"t\", 7)", process: Int = 1,
      sees content: ExplorationBuilder.Content = .prefix(30),
      change: (inout Sighting) -> Void = { _ in }
    ) -> [String] {
      var builder = ExplorationBuilder()
      builder.call("open()", sees: .empty)
      builder.call("write(\"t\", 9)", sees: .prefix(10))
      builder.call("write(\"t\", 8)", sees: .prefix(20))
      builder.call(call, process: process, sees: content, change)
      let rows = rows(builder.exploration(.exited(status: 1))).rows
      #expect(rows.first == "1 open() → empty ✗ content")
      return Array(rows.dropFirst())
    }
    #expect(merged() == ["2–4 write(\"t\") ×3 → truncated, 10 B … 30 B ✗ content"])
    let two = "2–3 write(\"t\") ×2 → truncated, 10 B … 20 B ✗ content"
    let rest = " → truncated, 30 B ✗ content"
    #expect(merged("write(\"u\", 7)") == [two, "4 write(\"u\", 7)\(rest)"])
    #expect(merged("pwrite(\"t\", 7)") == [two, "4 pwrite(\"t\", 7)\(rest)"])
    #expect(merged(sees: .foreign) == [two, "4 write(\"t\", 7) → foreign, 12 B ✗ content"])
    #expect(merged(sees: .b) == [two, "4 write(\"t\", 7) → B, stable ✗ durability"])
    #expect(
      merged { $0.mode = 0o600 }
        == [two, "4 write(\"t\", 7) → truncated, 30 B, mode 0600 ✗ content"])
  }

  @Test func processesAreToldApart() {
    var builder = ExplorationBuilder()
    builder.call("write(\"t\", 9)", sees: .prefix(10))
    builder.call("write(\"t\", 8)", sees: .prefix(20))
    builder.call("write(\"t\", 7)", process: 2, sees: .prefix(30))
    #expect(
      rows(builder.exploration(.exited(status: 1))).rows == [
        "1–2 [1] write(\"t\") ×2 → truncated, 10 B … 20 B ✗ content",
        "3 [2] write(\"t\", 7) → truncated, 30 B ✗ content",
      ])
  }

  @Test func aRowKeepsWhatEachOfItsStepsBreaks() {
    var builder = ExplorationBuilder()
    builder.call("write(\"t\", 1)", sees: .prefix(1))
    builder.call("write(\"t\", 1)", [.wrote(file: 1)], sees: .prefix(2))
    builder.call("write(\"t\", 1)", [.wrote(file: 1)], sees: .prefix(1))
    let rows = rows(builder.exploration(.exited(status: 1))).rows
    #expect(rows == ["1–3 write(\"t\") ×3 → truncated, 1 B ✗ content, inode"])
  }

  /// The first write into the old file shows a prefix, and tears a read that is under way.
  @Test func aContractIsNamedOnce() {
    let exploration = ExplorationSamples.inPlace.exploration
    let both = Dictionary(grouping: exploration.violations, by: \.place)
      .mapValues { $0.map(\.contract) }
    #expect(both.values.contains { $0.count { $0 == .content } == 2 })
    for row in rows(exploration, allSteps: true).rows {
      #expect(row.components(separatedBy: "content").count <= 2, "\(row)")
    }
  }

  @Test func whatNoCallHasDoneStandsBetween() {
    var builder = ExplorationBuilder()
    builder.call("write(\"t\", 1)", sees: .prefix(1))
    builder.call("write(\"t\", 1)", sees: .prefix(3), before: .prefix(2))
    builder.call("write(\"t\", 1)", sees: .prefix(4))
    builder.call("last()", before: .prefix(4))
    let (rows, others) = rows(
      builder.exploration(.exited(status: 1), stepsAtEnd: 2, atEnd: .b))
    #expect(
      rows == [
        "1 write(\"t\", 1) → truncated, 1 B ✗ content",
        " (before step 2, by no call) → truncated, 2 B ✗ content",
        "2 write(\"t\", 1) → truncated, 3 B ✗ content", " (the updater ended)",
        "3 write(\"t\", 1) → truncated, 4 B ✗ content", " (later, by no call) → B, stable",
      ])
    #expect(others == "others: 1 last")
    let none = ExplorationBuilder.staged.exploration(stepsAtEnd: 0)
    #expect(self.rows(none).rows.first == " (the updater ended)")
    #expect(
      !self.rows(ExplorationBuilder.staged.exploration()).rows.contains { $0.contains("ended") })
  }

  @Test func allStepsAreAllSteps() {
    let exploration = ExplorationBuilder.inPlace(writes: 40).exploration()
    let (rows, others) = rows(exploration, allSteps: true)
    #expect(rows.count == 41 && others == nil)
    for (step, row) in zip(exploration.steps, rows) {
      #expect(row.hasPrefix("\(step.index) \(step.call)"))
    }
    var failing = ExplorationBuilder()
    failing.call("a()", result: .failed(errno: 28))
    failing.call("b()", result: .lost)
    #expect(
      self.rows(failing.exploration(), allSteps: true).rows
        == ["1 a() = ENOSPC", "2 b() = ? (its process ended)"])
  }

  /// No step is lost or told twice, whatever happened.
  @Test func eachStepStandsInOneRowOrIsCounted() {
    for pieces in [1, 2, 3, 50] {
      for report in ExplorationSamples.all {
        var exploration = report.exploration
        exploration.steps = Array(exploration.steps.prefix(pieces))
        exploration.stepsAtEnd = min(exploration.stepsAtEnd, exploration.steps.count)
        let rows = StepRows(of: exploration, allSteps: false)
        var told = 0
        for row in rows.rows where !row.label.isEmpty {
          let ends = row.label.split(separator: "–").compactMap { Int($0) }
          told += (ends.last ?? 0) - (ends.first ?? 0) + 1
        }
        let counted = (rows.others ?? "").split(whereSeparator: { !$0.isNumber })
          .compactMap { Int($0) }.reduce(0, +)
        #expect(told + counted == exploration.steps.count)
      }
    }
  }

  @Test(arguments: [
    ("write(\"target.bin\", 7)", "write(\"target.bin\")"), ("sync()", "sync()"),
    ("write(\"a, b\", 7)", "write(\"a, b\")"), ("fsync(\"x\")", "fsync(\"x\")"),
    ("copy_file_range(\"a\" → \"b\", 9)", "copy_file_range(\"a\" → \"b\")"), ("", ""),
    ("write(\"odd\"\", 7)", "write(\"odd\"\", 7)"), ("f(1, 2)", "f(1)"),
  ])
  func aCallIsShortenedToItsFiles(_ call: String, _ short: String) {
    #expect(CallText.short(call) == short)
  }
}
