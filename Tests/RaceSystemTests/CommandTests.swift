import Glibc
import RaceModel
import Testing
import TestSupport

@testable import RaceSystem

/// Running commands.
@Suite struct CommandTests {
  private func run(_ text: String, _ environment: [String: String] = [:]) throws
    -> Command.Outcome
  {
    try Command(text, environment: environment).run()
  }

  private func output(_ text: String, _ environment: [String: String] = [:]) throws -> String {
    String(decoding: try run(text, environment).output, as: UTF8.self)
  }

  /// Strings of what shells and templates take for something else.
  @Test(arguments: [CommandShell.standard, .none])
  func anyTextGoesThrough(_ shell: CommandShell) throws {
    let pieces = [
      "'", "\"", "\\", "\n", "\r\n", "$", "`", "{", "}", "{a}", "{v1}", " ", "\t", "*", "?", "[",
      "]", "~",
      "#", "!", ";", "&", "|", "<", ">", "(", ")", "-", "=", "%s", "a", "é", "\u{301}",
      "\u{1F469}\u{200D}",
      "\u{7f}", "\u{1}",
    ]
    var generator = SeededGenerator(seed: 71)
    for _ in 0..<8 {
      var values: [String: String] = [:]
      for index in 0..<40 {
        let count = Int.random(in: 0...9, using: &generator)
        values["v\(index)"] = (0..<count).reduce("") { text, _ in
          text + pieces[Int.random(in: 0..<pieces.count, using: &generator)]
        }
      }
      let words = (0..<40).map { "{v\($0)}" }.joined(separator: " ")
      let outcome = try Command(template: "printf '%s\\0' \(words)", values, shell: shell).run()
      let parts = outcome.output.split(separator: 0, omittingEmptySubsequences: false).dropLast()
      #expect(parts.map(Array.init) == (0..<40).map { Array((values["v\($0)"] ?? "").utf8) })
    }
  }

  @Test func bracesThatNameNothingStay() throws {
    let command = Command(template: "{x} {a}{a}b} {{a} {}", ["a": "{x}", "x": "1"])
    #expect(command.words[2] == "'1' '{x}''{x}'b} {'{x}' {}")
    #expect(Command(template: "{a}\u{301}", ["a": "1"]).words[2] == "'1'\u{301}")
  }

  @Test func theEndIsTold() throws {
    #expect(try run("exit 0").end == .ended(.exited(status: 0)))
    #expect(try run("exit 255").end == .ended(.exited(status: 255)))
    #expect(try run("kill -TERM $$").end == .ended(.killed(signal: SIGTERM)))
    #expect(try run("kill -KILL $$").end == .ended(.killed(signal: SIGKILL)))
    #expect(try run("/no/such/program").end == .ended(.exited(status: 127)))
    #expect(try run("/etc/passwd").end == .ended(.exited(status: 126)))
    #expect(try run("exit 0").end.succeeded)
    #expect(try !run("exit 1").end.succeeded)
  }

  @Test func bothOutputsAreKept() throws {
    #expect(try output("printf one; printf two >&2; printf three") == "onetwothree")
    #expect(try run("exit 1").output.isEmpty)
    #expect(try output("cat") == "", "there is no standard input")
  }

  @Test func theLastLineIsTheLastWithWordsInIt() throws {
    #expect(try run("printf 'one\\n two \\n \\n\\n'").lastLine == " two ")
    #expect(try run("printf '\\n'").lastLine == nil)
    #expect(try run("printf 'no end'").lastLine == "no end")
  }

  @Test func theEndOfALongOutputIsKept() throws {
    let outcome = try run("i=0; while [ $i -lt 40000 ]; do echo $i; i=$((i+1)); done")
    #expect(outcome.output.count == 65536)
    #expect(outcome.lastLine == "39999")
    #expect(try run("head -c 65536 /dev/zero").output.count == 65536)
    #expect(try run("head -c 3000000 /dev/zero; echo end").lastLine?.hasSuffix("end") == true)
  }

  @Test func aPipeIsOpenAsLongAsSomebodyMayWriteToIt() throws {
    let pipe = try Pipe()
    let file = OpenFile(adopting: pipe.readEnd, path: "pipe")
    #expect(fcntl(file.descriptor, F_SETFL, O_NONBLOCK) == 0)
    var tail = OutputTail()
    var isOpen = [tail.take(from: file)]
    #expect(write(pipe.writeEnd, "ab", 2) == 2)
    isOpen.append(tail.take(from: file))
    close(pipe.writeEnd)
    isOpen.append(tail.take(from: file))
    #expect(isOpen == [true, true, false])
    #expect(tail.bytes == Array("ab".utf8))
  }

  /// It holds the pipe open, and is not waited for.
  @Test func aProcessInTheBackgroundIsNotWaitedFor() throws {
    let outcome = try run("sleep 1000 & echo $!; exit 4")
    #expect(outcome.end == .ended(.exited(status: 4)))
    let process = try #require(outcome.lastLine.flatMap { pid_t($0) })
    #expect(kill(process, SIGKILL) == 0, "it was still there")
  }

  /// The same for one that never stops talking; it ends when nobody listens any more.
  @Test(.timeLimit(.minutes(1)))
  func aTalkerInTheBackgroundIsNotWaitedFor() throws {
    for _ in 0..<3 {
      #expect(try run("cat /dev/zero & cat /dev/zero & exit 5").end == .ended(.exited(status: 5)))
    }
  }

  @Test func theEnvironmentIsInheritedWithTheAdditions() throws {
    #expect(try output("printf %s \"$PATH\"") == String(cString: getenv("PATH")))
    let value = "a=b 'c'\n$d"
    #expect(try output("printf %s \"$RACE_X\"", ["RACE_X": value]) == value)
    let replaced = try output(
      "env | grep -c ^PATH=; /usr/bin/printenv PATH", ["PATH": "/usr/bin:/bin"])
    #expect(replaced == "1\n/usr/bin:/bin\n")
    #expect(try output("printf %s \"$PATH\"", ["PAT": "x"]) != "")
  }

  @Test func theEnvironmentIsPassedOnByteByByte() throws {
    let (lines, end) = try Helper.run("environment-bytes")
    #expect(end.succeeded)
    #expect(lines == [" ff 41 cc 81", " 31"])
  }

  @Test func placeholdersStandInTheEnvironmentToo() throws {
    let values: [Placeholder: String] = [.source: "a 'b'", .target: "{source}", .root: "-c\n$d"]
    let variables = "\"$RACEBENCH_SOURCE\" \"$RACEBENCH_TARGET\" \"$RACEBENCH_ROOT\""
    let names = "{source} x{target}y {root} {directory}"
    let wanted = "a 'b'|x{source}y|-c\n$d|{directory}|"
    let shell = try Command(
      template: "printf '%s|' \(names) \(variables)", values, environment: ["A": "1"],
      shell: .standard)
    #expect(
      String(decoding: try shell.run().output, as: UTF8.self)
        == "\(wanted)a 'b'|{source}|-c\n$d|")
    let none = try Command(
      template: "printf '%s|' \(names) \(variables)", values, environment: ["A": "1"], shell: .none)
    #expect(
      String(decoding: try none.run().output, as: UTF8.self)
        == "\(wanted)$RACEBENCH_SOURCE|$RACEBENCH_TARGET|$RACEBENCH_ROOT|")
    #expect(none.environment["RACEBENCH_ROOT"] == "-c\n$d" && none.environment["A"] == "1")
  }

  @Test func aSignalIsTheProgramsOrTheOneThatAShellTellsOf() throws {
    #expect(try run("kill -TERM $$").signal == SIGTERM)
    #expect(try run("sh -c 'kill -SEGV $$'; exit $?").signal == SIGSEGV)
    for (status, signal) in [(0, nil), (128, nil), (129, 1), (139, 11), (192, 64), (193, nil)] {
      #expect(try run("exit \(status)").signal == signal.map { Int32($0) })
    }
    let none = try Command(template: "sh -c 'exit 139'", ["a": "b"], shell: .none)
    #expect(try none.run().signal == nil, "it is the program's own status")
  }
}
