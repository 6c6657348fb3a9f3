import Glibc
import RaceModel
import RaceSystem
import Testing

/// What an updater does out of the tracer's sight is said, and what is in its sight is seen.
@Suite(.enabled(if: Interpreter.isThere, "needs /usr/bin/python3"))
struct ExploreUnseenTests {
  private func explore(_ text: String, _ split: String = "32KiB") throws -> Explored {
    let racebench = try RaceExecutable()
    let script = try racebench.write("p.py", Self.prelude + text)
    return try racebench.explore(
      ["--updater", "exec python3 \(script) {target} {source}"]
        + racebench.twoContents(65536, 65536) + ["--settle", "0", "--split", split])
  }

  private static let prelude = """
    import ctypes, mmap, os, struct, sys
    libc = ctypes.CDLL(None, use_errno=True)
    clone = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
    target, source = sys.argv[1:3]
    data = open(source, "rb").read()
    pages = mmap.mmap(-1, len(data)); pages.write(data)
    def publish():
        f = os.open(target + ".new", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        rest = data
        while rest: rest = rest[os.write(f, rest):]
        os.fsync(f); os.close(f)
        os.rename(target + ".new", target)

    """

  @Test(
    "A filter of the updater's own that stops all calls hides none, whatever it says",
    arguments: [0, 1, 0x7262, 0x7263])
  func ownFilter(_ data: Int) throws {
    let found = try explore(
      """
      # BPF_RET, SECCOMP_RET_TRACE
      program = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0x7ff00000 | \(data)))
      filter = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", 1, ctypes.addressof(program)))
      assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, filter, 0, 0) == 0
      publish()
      """)
    #expect(found.verdict == .pass && found.exploration.limits.isEmpty)
  }

  @Test("A process of which no tracer hears keeps it from a pass, an ordinary one does not")
  func untraced() throws {
    for (flags, verdict) in [("0x800011", Verdict.inconclusive), ("0x11", .pass)] {
      let found = try explore(
        """
        child = libc.syscall(clone, \(flags), 0, 0, 0, 0)
        if child == 0: os._exit(0)
        os.waitpid(child, 0)
        publish()
        """)
      #expect(found.verdict == verdict)
      let limits: [ExplorationLimit.Kind] = verdict == .pass ? [] : [.untracedProcess]
      #expect(found.exploration.limits.map(\.kind) == limits)
    }
  }

  @Test("What a process maps in the memory of its parent is watched when it is gone")
  func sharedMemory() throws {
    let found = try explore(
      """
      libc.mmap.restype = ctypes.c_void_p
      libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + 3 * [ctypes.c_int] + [ctypes.c_long]
      libc.clone.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
      file, place = os.open(target, os.O_RDWR), []
      def map(_):
          place.append(libc.mmap(None, 4096, 3, 1, file, 0))
          return 0
      call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(map)
      stack = ctypes.create_string_buffer(1 << 20)
      top = (ctypes.addressof(stack) + (1 << 20)) // 16 * 16
      # CLONE_VM | CLONE_VFORK | SIGCHLD
      child = libc.clone(ctypes.cast(call, ctypes.c_void_p), top, 0x4111, None)
      os.waitpid(child, 0)
      ctypes.memset(place[0], 0x41, 16)
      """)
    #expect(found.exploration.limits.map(\.kind) == [.unobservedStores])
    #expect(found.exploration.steps.last?.name == "exit" && !found.kinds.isEmpty)
  }

  @Test("A write with flags that cannot be cut counts only where readers can see its middle")
  func uncut() throws {
    let whole = "os.pwritev(f, [pages], 0, os.RWF_DSYNC)"
    let inPlace = try explore("f = os.open(target, os.O_WRONLY)\n\(whole)")
    #expect(inPlace.exploration.limits.map(\.kind) == [.uncutWrite])
    let staged = try explore(
      """
      f = os.open(target + ".new", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
      \(whole); os.fsync(f); os.rename(target + ".new", target)
      """)
    #expect(staged.verdict == .pass && staged.exploration.limits.isEmpty)
  }

  @Test("A direct write is cut at whole blocks", .enabled(if: canWriteDirectly, "needs O_DIRECT"))
  func direct() throws {
    let text = """
      f, given = os.open(target, os.O_WRONLY | os.O_DIRECT), 0
      while given < len(data): given += os.pwrite(f, memoryview(pages)[given:], given)
      """
    let fine = try explore(text, "33000B")
    #expect(fine.exploration.steps.contains { $0.result == .returned(32768) })
    #expect(fine.exploration.limits.isEmpty && fine.kinds == KindSet([.mixed]))
    // Finer than a block it cannot be cut.
    let coarse = try explore(text, "1000B")
    #expect(coarse.exploration.limits.map(\.kind) == [.uncutWrite])
  }

  private static let canWriteDirectly: Bool = {
    let path = "/tmp/racebench-direct-\(getpid())"
    let file = open(path, O_WRONLY | O_CREAT | 0x4000, 0o600)
    defer { unlink(path) }
    if file >= 0 { close(file) }
    #if arch(x86_64)
      return file >= 0
    #else
      return false
    #endif
  }()

  @Test(
    "A program that ignores a short write fails by what it shows; one that notices it is believed")
  func shortWrites() throws {
    let ignores = try explore("os.pwrite(os.open(target, os.O_WRONLY), data, 0)")
    #expect(ignores.verdict == .fail && ignores.kinds == KindSet([.mixed]))
    #expect(ignores.exploration.mishandlesShortWrites)
    let notices = try explore(
      """
      f = os.open(target + ".new", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
      if os.write(f, data) != len(data):
          os.unlink(target + ".new"); sys.exit("short write")
      os.fsync(f); os.rename(target + ".new", target)
      """)
    #expect(notices.verdict == .pass && !notices.exploration.mishandlesShortWrites)
  }

  /// Programs whose user may not look into them.
  static let hidden: [(updater: String, verdict: Verdict)] = [
    ("{files}/cp {source} {target}", .fail),
    ("{files}/cp {source} {target}.new && mv {target}.new {target}", .inconclusive),
    ("python3 {files}/p.py {target} {source}", .fail),
  ]

  @Test("A program that cannot be looked into never passes", arguments: hidden.indices)
  func hiddenProgram(_ index: Int) throws {
    let racebench = try RaceExecutable()
    guard let shell = Nobody(racebench).shell else { return }
    let copy = try racebench.write("cp", [])
    try OpenFile(copy, O_WRONLY).copyAll(of: "/bin/cp")
    // Not for its owner either, where the tests have no privilege.
    #expect(chmod(copy, 0o111) == 0)
    let text =
      Self.prelude + """
        assert libc.prctl(4, 0, 0, 0, 0) == 0  # PR_SET_DUMPABLE
        f = os.open(target, os.O_WRONLY | os.O_TRUNC)
        while data: data = data[os.write(f, data):]
        """
    _ = try racebench.write("p.py", text)
    let contents = try racebench.contents()
    for name in ["a", "b", "p.py"] { chmod("\(racebench.files)/\(name)", 0o644) }
    let (updater, verdict) = Self.hidden[index]
    let found = try racebench.explore(
      ["--updater", updater.replacing("{files}", with: racebench.files)] + contents, shell: shell)
    #expect(found.verdict == verdict)
    #expect(found.exploration.limits.map(\.kind) == [.hiddenProcess])
    #expect(found.exploration.limits.first?.detail == (index == 2 ? "python3" : "cp"))
  }
}
