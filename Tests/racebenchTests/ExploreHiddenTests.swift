import Glibc
import RaceModel
import RaceSystem
import Testing

/// Processes and memory that are out of the tracer's sight, or seem to be.
@Suite(.enabled(if: Interpreter.isThere, "needs /usr/bin/python3"))
struct ExploreHiddenTests {
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

  private func explore(_ text: String) throws -> Explored {
    let racebench = try RaceExecutable()
    let script = try racebench.write("p.py", Self.prelude + text)
    return try racebench.explore(
      ExploreProcessTests.small + ["--updater", "exec python3 \(script) {target} {source}"])
  }

  private static let prelude = """
    import ctypes, os, sys
    libc = ctypes.CDLL(None, use_errno=True)
    target, source = sys.argv[1:3]
    data = open(source, "rb").read()

    """

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
