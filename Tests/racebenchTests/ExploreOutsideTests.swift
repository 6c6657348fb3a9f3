import RaceModel
import Testing

/// What a process that is not the updater's does while a step of the updater is on its way: no step explains it.
///
/// The updater moves bytes from a pipe into its staging file, a step that blocks until the other process, which the
/// setup has started, has done its part and says so.
@Suite(.enabled(if: Interpreter.isThere, "needs /usr/bin/python3"))
struct ExploreOutsideTests {
  /// What the other process does, and the kinds of limits that follow.
  struct Part: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let command: String
    var limits: [ExplorationLimit.Kind] = [.changedFromOutside]
    /// Whether the updater itself goes on beside the step that blocks.
    var isBeside = false
  }

  static let parts: [Part] = [
    Part(
      testDescription: "bytes of the target, put right again",
      command:
        "printf zz | dd of={target} conv=notrunc; dd if={root}/keep of={target} conv=notrunc"),
    Part(
      testDescription: "the target's times, and nothing else",
      command: "touch -d 2001-01-01 {target}"),
    Part(
      testDescription: "a file beside the target",
      command: "touch {directory}/x; rm {directory}/x"),
    Part(
      testDescription: "the staging file's name",
      command: "mv {target}.n {target}.m; mv {target}.m {target}.n"),
    Part(
      testDescription: "a whole file, beside a rename of the updater's",
      command: "cp {source} {root}/b; mv {root}/b {target}", isBeside: true),
    Part(testDescription: "nothing", command: ":", limits: []),
    Part(testDescription: "nothing, beside a rename", command: ":", limits: [], isBeside: true),
    Part(
      testDescription: "files elsewhere", command: "touch {root}/x; rm {root}/x", limits: []),
  ]

  @Test("What others do while a step blocks is named, and only that", arguments: parts)
  func others(_ part: Part) throws {
    let racebench = try RaceExecutable()
    let script = try racebench.write("blocked.py", Self.script)
    let found = try racebench.explore(
      ExploreProcessTests.small + [
        "--target", "sub/tool",
        "--setup",
        "mkfifo {root}/go {root}/done; cp {target} {root}/keep; "
          + "(read x <{root}/go; \(part.command); echo y >{root}/done) >/dev/null 2>&1 &",
        "--updater",
        "exec python3 \(script) {target} {source} {root} \(part.isBeside ? "beside" : "alone")",
      ])
    #expect(found.exploration.ending == .exited(status: 0))
    // What the other one did for a while can be seen, too; and another run sees it otherwise.
    let kinds = Set(found.exploration.limits.map(\.kind)).subtracting([.stepsDiffer])
    #expect(kinds == Set(part.limits))
    #expect((found.verdict == .pass) == part.limits.isEmpty)
  }

  @Test("What is written to pipes and sockets in the target's directory is nothing from outside")
  func pipes() throws {
    let found = try RaceExecutable().explore(
      ExploreProcessTests.small + [
        "--updater",
        "mkfifo {directory}/p; (cat <{directory}/p >{target}.n) & "
          + "cat {source} >{directory}/p; wait; rm {directory}/p; mv {target}.n {target}",
      ])
    #expect(found.exploration.limits == [] && found.verdict == .pass)
  }

  private static let script = """
    import os, sys, threading
    t, source, root, way = sys.argv[1:]
    new = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    def go():
        os.write(os.open(root + "/go", os.O_WRONLY), b"x\\n")
    if way == "alone":
        r = os.open(root + "/done", os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(r, True)
        keep = os.open(root + "/done", os.O_WRONLY)
        f = os.open(t + ".n", new, 0o644)
        go()
        os.splice(r, f, 1)
    else:
        r, w = os.pipe()
        g = os.open(t + ".o", new, 0o644)
        thread = threading.Thread(target=lambda: os.splice(r, g, 1))
        thread.start()
        go()
        os.read(os.open(root + "/done", os.O_RDONLY), 1)
        os.rename(t + ".o", t + ".p")
        os.write(w, b"x")
        thread.join()
        os.unlink(t + ".p")
        f = os.open(t + ".n", new, 0o644)
    os.ftruncate(f, 0)
    b = open(source, "rb").read()
    o = 0
    while o < len(b): o += os.pwrite(f, b[o:], o)
    os.rename(t + ".n", t)
    """
}
