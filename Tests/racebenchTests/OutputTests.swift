import Glibc
import RaceModel
import RaceSystem
import Testing

/// Outputs that are no regular files: they get the result, and keep no table from being printed.
@Suite struct OutputTests {
  private static let explore = [
    "explore", "--size", "20KB", "--settle", "0", "--strategy", "staged", "--signer", "none",
  ]

  @Test func aFIFOThatNothingReadsKeepsNothingFromBeingPrinted() throws {
    let racebench = try RaceExecutable()
    let path = "\(racebench.files)/out.json"
    #expect(mkfifo(path, 0o600) == 0)
    let other = "\(racebench.files)/other.json"
    let outcome = try racebench.run(Self.explore + ["--output", path, "--output", other])
    #expect(outcome.end == .exited(status: 73))
    #expect(outcome.output.contains("staged"))
    #expect(outcome.errors.contains("FIFO"))
    #expect(racebench.exists("other.json"))
  }

  @Test func aFIFOThatIsReadGetsAll() throws {
    let racebench = try RaceExecutable()
    let path = "\(racebench.files)/out.json"
    #expect(mkfifo(path, 0o600) == 0)
    // Opened for both it has a reader from the start, and room for this much.
    let fifo = try OpenFile(path, O_RDWR)
    let outcome = try racebench.run(Self.explore + ["--output", path])
    #expect(outcome.end == .exited(status: 0), "\(outcome.errors)")
    #expect(outcome.output.contains("staged"))
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: 1 << 16, alignment: 1)
    defer { buffer.deallocate() }
    let count = try fifo.read(into: buffer, count: 1 << 16)
    let text = String(
      decoding: UnsafeRawBufferPointer(start: buffer, count: count), as: UTF8.self)
    #expect(text.hasPrefix("{") && text.hasSuffix("}\n"))
  }

  /// Opened anew, the file would be replaced or written over from its start.
  @Test(arguments: ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
  func standardOutputByAnotherName(_ name: String) throws {
    let racebench = try RaceExecutable()
    let path = "\(racebench.files)/out.json"
    try PathCalls.symlink(name, at: path)
    let outcome = try racebench.run(Self.explore + ["--output", path])
    #expect(outcome.end == .exited(status: 0), "\(outcome.errors)")
    #expect(outcome.output.contains("staged: exit status 0"))
    #expect(outcome.output.contains("\"schema\""))
    #expect(try PathCalls.readLink(path) == name)
  }

  /// The results would take the place of what they came from.
  @Test func whatIsReadIsNotWrittenOver() throws {
    let racebench = try RaceExecutable()
    let result = "\(racebench.files)/result.json"
    let race = ["run", "--size", "20KB", "--swaps", "1", "--strategy", "staged"]
    #expect(try racebench.run(race + ["--output", result]).end == .exited(status: 0))
    let before = try OpenFile(result, O_RDONLY).readToEnd()
    let other = try racebench.write("other.json", before + [0x0A])
    let scenario = try racebench.write("scenario.json", "{\"subjects\": [\"staged\"]}")
    let link = "\(racebench.files)/link.json"
    try PathCalls.symlink("result.json", at: link)
    let contents = ["--contents", result, other]
    let refused: [([String], String)] = [
      (["report", result], result), (["report", other, result], link),
      (["compare", other, result], result), (["compare", result, other], link),
      (["run"] + contents, result), (["gate"] + contents, link), (["explore"] + contents, other),
      (["run", scenario], scenario), (["gate", scenario], scenario),
    ]
    for (arguments, output) in refused {
      try racebench.expectRefusal(
        64, arguments + ["--output", output], saying: "--output", "is read as well", output)
    }
    #expect(try OpenFile(result, O_RDONLY).readToEnd() == before)
    #expect(try PathCalls.readLink(link) == "result.json")
    // A file beside them is written, and one that is not read is replaced.
    let kept = "\(racebench.files)/kept.json"
    for _ in 0..<2 {
      #expect(try racebench.run(["report", result, "--output", kept]).end == .exited(status: 0))
    }
  }

  @Test func aLoopOfLinksIsFoundBeforehand() throws {
    let racebench = try RaceExecutable()
    let path = "\(racebench.files)/loop.json"
    try PathCalls.symlink("loop.json", at: path)
    for command in ["run", "gate", "explore"] {
      try racebench.expectRefusal(73, [command, "--output", path], saying: "cannot write", "ELOOP")
    }
    try racebench.write("file", "x")
    try racebench.expectRefusal(
      73, ["run", "--output", "\(racebench.files)/file/x.json"], saying: "ENOTDIR")
  }

  @Test func aClosedPipeIsToldOf() throws {
    let racebench = try RaceExecutable()
    let file = "\(racebench.files)/kept.json"
    let outcome = try racebench.run(
      Self.explore + ["--output", file],
      shell: "{ sleep 0; exec \"$0\" \"$@\"; } | true")
    #expect([.exited(status: 0), .exited(status: 73)].contains(outcome.end))
    #expect(racebench.exists("kept.json"))
  }
}
