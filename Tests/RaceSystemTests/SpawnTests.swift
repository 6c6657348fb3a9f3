import Glibc
import RaceModel
import Testing
import TestSupport

@testable import RaceSystem

/// Starting programs, and what they are started with.
@Suite struct SpawnTests {
  private func failure(_ words: String..., path: String? = nil) throws -> SystemCallError? {
    do {
      let environment = path.map { ["PATH": $0] } ?? [:]
      _ = try SpawnPlan(words, environment: environment).run()
      return nil
    } catch { return error }
  }

  @Test func aProgramThatCannotBeRunIsToldApart() throws {
    let directory = try TestDirectory()
    try Files.write([1, 2, 3, 4], to: directory("data"), mode: 0o755)
    try Files.write([1, 2, 3, 4], to: directory("plain"), mode: 0o644)
    for (path, number) in [
      ("nothing", ENOENT), ("plain", EACCES), ("", EACCES), ("plain/x", ENOTDIR), ("data", ENOEXEC),
    ] {
      let error = try failure(directory(path))
      #expect(error == SystemCallError("execve", directory(path), errno: number))
    }
    #expect(try failure("no-such-program")?.errno == ENOENT)
    #expect(try failure("")?.errno == ENOENT)
    // One that somebody is writing.
    let file = try OpenFile(directory("data"), O_WRONLY)
    #expect(try failure(directory("data"))?.errno == ETXTBSY)
    try file.close()
    #expect(throws: SystemCallError("execve", "/no/such/sh", errno: ENOENT)) {
      try Command(template: "exit 0", ["a": "b"], shell: .path("/no/such/sh")).run()
    }
  }

  @Test func aProgramWithoutASlashIsLookedForAlongThePathThatItSees() throws {
    let directory = try TestDirectory()
    for name in ["one", "two", "three"] { try PathCalls.makeDirectory(directory(name)) }
    func program(_ name: String, _ text: String, mode: mode_t = 0o755) throws {
      try Files.write(Array("#!/bin/sh\necho \(text)\n".utf8), to: directory(name), mode: mode)
    }
    try program("one/refused", "one", mode: 0o644)
    try program("two/found", "two")
    try program("three/found", "three")
    try program("three/refused", "three")
    let path = ["nothing", "two/found", "one", "two", "three"].map { directory($0) }
      .joined(separator: ":")
    func output(_ name: String, _ path: String) throws -> String? {
      try SpawnPlan([name], environment: ["PATH": path]).run().lastLine
    }
    #expect(try output("found", path) == "two")
    #expect(try output("refused", path) == "three")
    #expect(try failure("refused", path: directory("one") + ":/no/such")?.errno == EACCES)
    #expect(try failure("found", path: directory("one"))?.errno == ENOENT)
    let shell = try Command(template: "echo {a}", ["a": "b c"], shell: .path("sh"))
    #expect(try shell.run().lastLine == "b c")
  }

  @Test(arguments: [
    ("a", "PATH=/x:/y/", ["/x/a", "/y//a"]), ("a", "PATH=:/x", ["a", "/x/a"]),
    ("a", "PATH=", ["a"]), ("a", "PATHS=/x", ["/bin/a", "/usr/bin/a"]), ("b/a", "PATH=/x", ["b/a"]),
    ("/a", "PATH=/x", ["/a"]), ("", "PATH=/x", [""]),
  ])
  func thePlacesOfAProgram(_ program: String, _ entry: String, _ places: [String]) {
    let found = SpawnPlan.places(of: Array(program.utf8CString), in: [Array(entry.utf8CString)])
    #expect(found == places.map { Array($0.utf8CString) })
  }

  @Test func aPlanIsStartedManyTimes() throws {
    let directory = try TestDirectory()
    let plan = try SpawnPlan(
      ["sh", "-c", "echo $A >> \(directory("log"))"], environment: ["A": "x"])
    let null = try OpenFile("/dev/null", O_WRONLY)
    for _ in 0..<3 {
      let process = try plan.start(output: null.descriptor, errors: null.descriptor)
      #expect(try ForkedProcess.wait(for: process) == .exited(status: 0))
    }
    #expect(try plan.run().end.succeeded)
    #expect(try Files.read(directory("log")) == Array("x\nx\nx\nx\n".utf8))
  }

  @Test func outputAndErrorsGoWhereTheyAreSent() throws {
    let directory = try TestDirectory()
    let output = try OpenFile(directory("output"), O_WRONLY | O_CREAT)
    let errors = try OpenFile(directory("errors"), O_WRONLY | O_CREAT)
    let plan = try SpawnPlan(["sh", "-c", "echo one; echo two >&2"])
    let process = try plan.start(output: output.descriptor, errors: errors.descriptor)
    #expect(try ForkedProcess.wait(for: process).succeeded)
    #expect(try Files.read(directory("output")) == Array("one\n".utf8))
    #expect(try Files.read(directory("errors")) == Array("two\n".utf8))
    let refused = #expect(throws: SystemCallError.self) { try plan.start(output: 9999, errors: 2) }
    #expect(refused?.call == "dup2" && refused?.errno == EBADF)
  }

  /// Whatever this process ignores or blocks, for itself alone.
  @Test func signalsAreAsANewProgramExpects() throws {
    let (lines, end) = try Helper.run("signals-in-child")
    #expect(end.succeeded)
    #expect(lines == ["SigBlk 0", "SigIgn 0", "SigCgt 0"])
  }

  @Test func theSignalsOfThisProcessStayAsTheyWere() throws {
    let (lines, end) = try Helper.run("signals-kept")
    #expect(end.succeeded)
    // SIGUSR1 and SIGUSR2: what is blocked after a start, and after one that failed.
    #expect(lines == ["SigBlk a00", "SigIgn 800", "SigBlk a00", "SigIgn 800"])
  }

  @Test func openFilesAreNotInherited() throws {
    let (lines, end) = try Helper.run("files-in-child")
    #expect(end.succeeded)
    #expect(lines == ["0", "1", "2", "3"])
  }

  @Test func aProcessWithoutStandardFilesCanStartPrograms() throws {
    let (lines, end) = try Helper.run("command-without-standard-files")
    #expect(end.succeeded)
    #expect(lines == ["out", "err", "in 0", "0", "1", "2", "3"])
  }
}
