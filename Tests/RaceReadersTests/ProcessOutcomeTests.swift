import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceReaders

/// What outcomes mean in a race.
@Suite struct ProcessOutcomeTests {
  private static let a = ProcessOutcome.saying("a", 0)
  private static let b = ProcessOutcome.saying("b", 1)

  private func library(
    a: ProcessOutcome = Self.a, b: ProcessOutcome = Self.b, bIsStable: Bool = true
  ) throws -> ContentLibrary {
    let drawn = randomContents(100, 200, seed: 61)
    let fixture = try Fixture(NaiveContents(a: drawn.a, b: drawn.b, bIsStable: bIsStable))
    var library = fixture.library
    library.outcomes = StableOutcomes(a: a, b: b)
    return library
  }

  private func check(
    _ outcome: ProcessOutcome, _ library: ContentLibrary?, _ form: Sight.Outcome, _ kind: Kind,
    _ line: Comment, _ content: Sight.Content = .none
  ) {
    let sight = outcome.sight(against: library)
    #expect(sight.outcome == form && sight.kind == kind && sight.content == content, line)
    #expect(sight.code == outcome.code, line)
  }

  @Test func eachKind() throws {
    let library = try library()
    check(Self.a, library, .ended, .stable, "A", .a)
    check(Self.b, library, .ended, .stable, "B, though its status is not 0", .b)
    check(.saying("c", 0), library, .ended, .foreign, "other words")
    check(.saying("a", 1), library, .ended, .rejected, "A's words and B's status")
    check(.saying("b", 0), library, .ended, .foreign, "B's words and A's status")
    check(.failed(errno: ENOENT), library, .error, .missing, "no such path")
    check(.failed(errno: ENOEXEC), library, .error, .error, "no program")
    check(.killed(by: SIGBUS), library, .crash, .crash, "a crash")
    check(.killed(by: SIGTERM), library, .lost, .error, "from outside")
    check(.late(after: .lookLimit), library, .ended, .rejected, "no answer")
    for errno in [EAGAIN, ENOMEM, EMFILE, ENFILE] {
      check(.failed(errno: errno), library, .lost, .error, "\(errno)")
    }
    check(Self.a, nil, .ended, .foreign, "nobody knows what is stable")
  }

  @Test func whatNobodyMaySee() throws {
    let library = try library(bIsStable: false)
    check(Self.a, library, .ended, .stable, "A", .a)
    check(Self.b, library, .ended, .rejected, "B")
  }

  @Test func outcomesThatAreAlike() throws {
    let library = try library(b: Self.a)
    #expect(library.outcomes?.differ == false)
    check(Self.a, library, .ended, .stable, "either", .none)
  }

  /// That an outcome at rest was late does not make it stable.
  @Test func noAnswerIsNeverStable() throws {
    let late = ProcessOutcome.late(after: .lookLimit)
    check(late, try library(a: late), .ended, .rejected, "late")
    check(
      .saying("no answer in 30s", 124), try library(a: late), .ended, .rejected, "in these words")
    #expect(late.message.text == "no answer in 30s")
  }

  @Test func observations() {
    #expect(Self.b.observation == .ended(status: 1, output: Self.b.output))
    #expect(ProcessOutcome.killed(by: SIGSEGV).observation == .crash(signal: SIGSEGV))
    #expect(ProcessOutcome.failed(errno: EACCES).observation == .error(errno: EACCES))
    #expect(ProcessOutcome.killed(by: SIGINT).observation == nil)
    #expect(ProcessOutcome.failed(errno: EMFILE).observation == nil)
  }

  @Test func whichContentABytesReaderSaw() throws {
    let drawn = randomContents(100, 200, seed: 62)
    let fixture = try Fixture(drawn)
    #expect(fixture.classify(drawn.a).sight.content == .a)
    #expect(fixture.classify(drawn.b).sight.content == .b)
    #expect(fixture.classify(Array(drawn.b.dropLast())).sight.content == .none)
    let rolledBack = try Fixture(NaiveContents(a: drawn.a, b: drawn.b, bIsStable: false))
    #expect(rolledBack.classify(drawn.a).sight.content == .a)
    #expect(rolledBack.classify(drawn.b).sight.content == .none)
  }

  @Test func whatAProbeRefuses() throws {
    func failure(_ spec: ReaderSpec, at path: String = "/nowhere/t") throws -> String? {
      let probe = try #require(
        Probe(spec, root: "/nowhere", patience: TimeSpan(nanoseconds: 5_000_000_000)))
      do throws(Failure) {
        _ = try probe.outcomes(
          a: probe.outcome(of: .a, at: path), b: probe.outcome(of: .b, at: path))
        return nil
      } catch {
        return "\(error.status.rawValue) \(error.message)"
      }
    }
    let exec = ReaderSpec.named("exec", symbol: nil)
    #expect(try failure(exec, at: "/bin/true") == nil)
    // A program may exit as it likes.
    #expect(try failure(exec, at: "/bin/false") == nil)
    #expect(try failure(.command("echo {target}")) == nil)
    let programs = "give programs by --contents, with the mode to run them"
    #expect(
      try failure(exec)
        == "65 content A cannot be run: No such file or directory (ENOENT); \(programs)")
    #expect(
      try failure(exec, at: "/")
        == "65 content A cannot be run: Permission denied (EACCES); \(programs)")
    let apart =
      "ends otherwise or prints something else each time at rest, so its looks cannot be told apart; "
      + "have it print only what depends on the target, or send its output to /dev/null"
    #expect(
      try failure(.command("echo $$"))
        == "69 reader command \"echo $$\" on content A \(apart)")
    #expect(
      try failure(.command("no-such-program {target}"))
        .map {
          $0.hasPrefix("69 reader command \"no-such-program {target}\" ends with status 127 (")
        }
        == true)
    #expect(
      try failure(.command("echo no >&2; exit 3"))
        == "69 reader command \"echo no >&2; exit 3\" refuses both contents at rest, with status 3 (no); "
        + "have it accept what is whole")
    #expect(
      try failure(.command("kill -BUS $$"))
        == "65 reader command \"kill -BUS $$\" on content A is killed by SIGBUS at rest; "
        + "have it end by itself on contents that are whole")
    #expect(
      try failure(.command("kill $$"))
        == "69 reader command \"kill $$\" on content A is killed by SIGTERM from outside at rest; "
        + "run it again")
    let hanging = try #require(
      Probe(.command("sleep 20"), root: "/", patience: TimeSpan(nanoseconds: 50_000_000)))
    #expect(
      throws: Failure(
        .unavailable,
        "reader command \"sleep 20\" on content A gives no answer in 50ms at rest; make it end by itself"
      )
    ) { try hanging.outcome(of: .a, at: "/t") }
    for name in ["read", "mmap", "nonsense"] {
      #expect(Probe(.named(name, symbol: nil), root: "/") == nil)
    }
  }
}
