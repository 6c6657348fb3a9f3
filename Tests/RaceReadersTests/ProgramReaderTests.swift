import CLinux
import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceReaders

/// Programs and commands that are run once a look.
@Suite struct ProgramReaderTests {
  /// Makes an executable script. By a process of its own: a descriptor that this one has open for writing while
  /// another test starts something would make the script busy.
  private func script(_ text: String, at path: String) throws {
    let outcome = try Command(
      template: "printf %s {text} >{path} && chmod 755 {path}", ["text": text, "path": path]
    ).run()
    #expect(outcome.end.succeeded)
  }

  private func digest(_ text: String) -> Digest {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { Digest(hashing: $0.baseAddress, count: $0.count) }
  }

  private func execute(_ path: String, patience: TimeSpan = .lookLimit) -> ProcessOutcome {
    var reader = ProgramReader(command: nil, root: PathCalls.parent(of: path), patience: patience)
    return reader.outcome(at: path)
  }

  private func command(
    _ text: String, at path: String = "/root-of-all/target.bin", root: String = "/root-of-all",
    patience: TimeSpan = .lookLimit
  ) -> ProcessOutcome {
    var reader = ProgramReader(command: text, root: root, patience: patience)
    return reader.outcome(at: path)
  }

  private static let short = TimeSpan(nanoseconds: 100_000_000)

  @Test func aProgramAndWhatItPrints() throws {
    let directory = try TestDirectory()
    let path = directory("target.bin")
    try script("#!/bin/sh\nprintf 'one\\n'\nprintf 'two \\n\\n' >&2\ncat\nexit 3\n", at: path)
    let outcome = execute(path)
    #expect(outcome.end == .ended && outcome.code == 3)
    #expect(outcome.output == digest("one\ntwo \n\n") && outcome.message.text == "two")
    #expect(outcome.isSame(as: execute(path)))
  }

  @Test func nothingPrinted() throws {
    let outcome = execute("/bin/true")
    #expect(outcome.end == .ended && outcome.code == 0 && outcome.message.count == 0)
    #expect(outcome.output == digest(""))
    #expect(execute("/bin/false").code == 1)
  }

  /// Nothing of one look is left in the next.
  @Test func eachLookBeginsAnew() {
    var reader = ProgramReader(command: "cat {target}", root: "/nowhere")
    let loud = reader.outcome(at: "/etc/passwd")
    #expect(loud.code == 0 && loud.message.count > 0)
    let quiet = reader.outcome(at: "/dev/null")
    #expect(quiet.output == digest("") && quiet.message.count == 0)
    #expect(reader.outcome(at: "/etc/passwd").isSame(as: loud))
  }

  /// A program may have made its pipe larger, and have filled it.
  @Test func whatIsLeftInThePipeIsDrained() throws {
    let pipe = try Pipe()
    defer { for end in [pipe.readEnd, pipe.writeEnd] { close(end) } }
    let size: Int32 = 1 << 20
    let setPipeSize: Int32 = 1031
    try #require(fcntl(pipe.writeEnd, setPipeSize, size) == size)
    let text = String(repeating: "line by line\n", count: 70_000) + "the end"
    let bytes = Array(text.utf8)
    #expect(write(pipe.writeEnd, bytes, bytes.count) == bytes.count)
    var output = LookOutput()
    output.begin()
    output.take(from: pipe.readEnd)
    // One read is longer than what is kept of it, and ends in the midst of a line.
    let cut = String(text.prefix(65536).split(separator: "\n").last ?? "")
    #expect(output.lastLine(Redaction(root: "/r"), target: "/r/t").text == cut)
    output.drain(pipe.readEnd)
    #expect(output.digest == digest(text))
    #expect(output.lastLine(Redaction(root: "/r"), target: "/r/t").text == "the end")
    // Somebody may still write to it: nobody waits for that.
    output.drain(pipe.readEnd)
    #expect(output.digest == digest(text))
  }

  @Test func megabytes() throws {
    let outcome = command("yes 'line by line' | head -c 3000000; echo; echo the end")
    var text = ""
    while text.utf8.count < 3_000_000 { text += "line by line\n" }
    text = String(text.prefix(3_000_000)) + "\nthe end\n"
    #expect(outcome.output == digest(text) && outcome.message.text == "the end")
  }

  @Test func aProgramThatCannotBeRun() throws {
    let directory = try TestDirectory()
    let path = directory("target.bin")
    #expect(execute(path).end == .error && execute(path).code == ENOENT)
    try Files.write([], to: path, mode: 0o755)
    #expect(execute(path).end == .error && execute(path).code == ENOEXEC)
    try Files.write(Array("#!/bin/sh\n".utf8), to: path, mode: 0o644)
    #expect(execute(path).end == .error && execute(path).code == EACCES)
    try PathCalls.unlink(path)
    try script("#!/bin/sh\n", at: path)
    let writer = try OpenFile(path, O_WRONLY)
    #expect(execute(path).end == .error && execute(path).code == ETXTBSY)
    _ = consume writer
  }

  @Test func aSignalIsACrashOrSomebodyElsesDoing() throws {
    let directory = try TestDirectory()
    let path = directory("target.bin")
    for (signal, end) in [
      (SIGSEGV, .crash), (SIGBUS, .crash), (SIGABRT, .crash), (SIGTRAP, .crash),
      (SIGTERM, .killed), (SIGKILL, .killed), (SIGINT, .killed), (SIGHUP, .killed),
      (SIGXCPU, .killed), (SIGXFSZ, .killed),
    ] as [(Int32, ProcessOutcome.End)] {
      try script("#!/bin/sh\nkill -\(signal) $$\n", at: path)
      let direct = execute(path)
      #expect(direct.end == end && direct.code == signal, "signal \(signal)")
      let itself = command("kill -\(signal) $$")
      #expect(itself.end == end && itself.code == signal, "signal \(signal)")
      // What the shell ran is killed, and the shell says so by its status.
      let below = command("sh -c 'kill -\(signal) $$' && :")
      #expect(below.end == end && below.code == signal, "signal \(signal)")
    }
    // These tell of no crash; and a shell's status that might be one of them is a status like any.
    for signal in [SIGPIPE, SIGALRM] {
      #expect(command("kill -\(signal) $$").end == .killed)
      let below = command("sh -c 'kill -\(signal) $$' && :")
      #expect(below.end == .ended && below.code == 128 + signal)
    }
    // A program's own status says nothing about signals, nor one that belongs to no signal.
    try script("#!/bin/sh\nexit 139\n", at: path)
    #expect(execute(path).end == .ended && execute(path).code == 139)
    for status in [128, 150, 193, 255] as [Int32] {
      #expect(command("exit \(status)").end == .ended && command("exit \(status)").code == status)
    }
    // Nobody else's word than the shell's for what it did not find.
    #expect(command("/no/such/program").end == .ended && command("/no/such/program").code == 127)
  }

  @Test func aLookThatDoesNotEnd() throws {
    let late = command("echo here; sleep 1000 & sleep 1000", patience: Self.short)
    #expect(late.end == .late && late.message.text == "no answer in 100ms")
    #expect(late.isSame(as: command("sleep 1000", patience: Self.short)))
    #expect(late.observation == .ended(status: 124, output: digest("no answer in 100ms")))
    // However much it prints, and though it prints no more.
    #expect(command("exec yes", patience: Self.short).end == .late)
    #expect(command("exec sleep 1000 >/dev/null 2>&1", patience: Self.short).end == .late)
    #expect(TimeSpan.lookLimit.exact == "30s")
  }

  /// What stays in the background holds the pipe, and must not hold the look.
  @Test func whatIsLeftInTheBackgroundIsKilled() throws {
    let directory = try TestDirectory()
    #expect(mkfifo(directory("fifo"), 0o600) == 0)
    let fifo = try OpenFile(directory("fifo"), O_RDONLY | O_NONBLOCK)
    for text in ["sleep 20 & echo x", "sleep 20 & exit 3", "sleep 20 & kill -SEGV $$"] {
      let outcome = command(
        "exec 3>{directory}/fifo; \(text)", at: directory("target"),
        patience: TimeSpan(nanoseconds: 15_000_000_000))
      #expect(outcome.end != .late)
      // Hung up as soon as nobody has it open any more.
      var polled = pollfd(fd: fifo.descriptor, events: Int16(POLLIN), revents: 0)
      #expect(poll(&polled, 1, 10_000) == 1 && polled.revents & Int16(POLLHUP) != 0, "\(text)")
    }
    let late = command(
      "exec 3>{directory}/fifo; sleep 20 & sleep 20", at: directory("target"), patience: Self.short)
    #expect(late.end == .late)
    var polled = pollfd(fd: fifo.descriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&polled, 1, 10_000) == 1 && polled.revents & Int16(POLLHUP) != 0)
  }

  @Test func whatLeavesTheGroupIsNotWaitedFor() throws {
    let patience = TimeSpan(nanoseconds: 15_000_000_000)
    let quiet = command("setsid sleep 20 & echo x", patience: patience)
    #expect(quiet.end == .ended && quiet.code == 0 && quiet.output == digest("x\n"))
    // It ends by SIGPIPE once nobody reads.
    #expect(command("setsid yes & echo x", patience: patience).end == .ended)
  }

  @Test func aCommandAndItsPaths() throws {
    let directory = try TestDirectory()
    let target = directory("it's a $(target)\nof \"two\" lines")
    try Files.write(Array("content".utf8), to: target)
    for text in [
      "cat {target}; printf '\\n%s\\n%s\\n' {directory} {root}",
      "cat \"$RACEBENCH_TARGET\"; printf '\\n%s\\n%s\\n' \"$RACEBENCH_DIRECTORY\" \"$RACEBENCH_ROOT\"",
    ] {
      let outcome = command(text, at: target, root: "/the root")
      #expect(outcome.output == digest("content\n\(directory.path)\n/the root\n"))
      #expect(outcome.message.text == "{root}")
    }
  }

  /// Each subject has a target of its own, and its own command.
  @Test func severalTargets() throws {
    var reader = ProgramReader(command: "printf %s {target}", root: "/r")
    for _ in 0..<2 {
      for path in ["/r/1/t", "/r/2/t", "/r/3/t"] {
        #expect(reader.outcome(at: path).output == digest(path))
      }
    }
  }

  @Test func whatIsRandomIsTakenOutOfTheMessage() {
    func message(_ text: String) -> String {
      command("printf '%s\\n' \(Command.quoted(text))", at: "/rb-x/s/t.so", root: "/rb-x").message
        .text
    }
    #expect(message("cannot open /rb-x/s/t.so: no") == "cannot open {target}: no")
    #expect(message("/rb-x/s/t.so/rb-x/s/t.s/rb-x") == "{target}{root}/s/t.s{root}")
    #expect(message("first\n  last  \n \n\t\n") == "last")
    #expect(message("a\rb") == "b")
    #expect(message("") == "")
    #expect(message(String(repeating: "a", count: 100)) == String(repeating: "a", count: 96))
    #expect(
      message(String(repeating: "a", count: 95) + "\u{e9}x") == String(repeating: "a", count: 95))
    #expect(
      message(String(repeating: "a", count: 94) + "\u{e9}x") == String(repeating: "a", count: 94)
        + "\u{e9}")
    #expect(message(String(repeating: "a", count: 93) + "\u{1F600}").utf8.count == 93)
    #expect(
      message(String(repeating: "/rb-x/s/t.so", count: 300))
        == String(repeating: "{target}", count: 12))
  }

  /// The one thing that a reader of commands can be killed in.
  @Test func aKilledReaderTakesItsCommandAlong() throws {
    #expect(
      try Helper.run("killed-command-reader").lines
        == ["began: 1", "was killed by SIGKILL", "left: 0"])
  }
}
