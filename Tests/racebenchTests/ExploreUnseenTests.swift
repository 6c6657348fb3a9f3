import RaceModel
import TestSupport
import Testing

/// What explore cannot see it names, and what it can see is not named.
@Suite(.enabled(if: Interpreter.isThere, "needs /usr/bin/python3"))
struct ExploreUnseenTests {
  private func explore(
    python: String, _ flags: [String] = []
  ) throws -> Explored {
    let racebench = try RaceExecutable()
    let script = try racebench.write("p.py", Interpreter.prelude + Self.prelude + python)
    return try racebench.explore(
      ExploreProcessTests.small + ["--updater", "exec python3 \(script) {target} {source}"] + flags)
  }

  private static let prelude = """
    t, source = sys.argv[1:]
    b = open(source, "rb").read()
    libc = ctypes.CDLL(None, use_errno=True)
    def publish():
        f = os.open(t + ".n", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        o = 0
        while o < len(b): o += os.pwrite(f, b[o:], o)
        os.rename(t + ".n", t)

    """

  @Test("A second run waits as long as the first one for what was left in the background")
  func lateInBackground() throws {
    let found = try RaceExecutable().explore([
      "--size", "16KiB", "--seed", "1", "--settle", "10s", "--updater",
      "(sleep 0.1; t=$(mktemp {directory}/x.XXXXXX); cat {source} >$t; mv $t {target}) &",
    ])
    #expect(found.exploration.again != nil && found.exploration.limits == [])
    #expect(found.verdict == .pass)
  }

  @Test("Two copies to one staging file are no pass, by whichever of them came first")
  func oneStagingFile() throws {
    // Both are there before either begins, and both opens of the pipe wait for the third.
    let copy = "(exec <{root}/go; cp {source} {target}.n && mv {target}.n {target})"
    let found = try RaceExecutable().explore(
      ExploreProcessTests.small + [
        "--target", "sub/tool", "--updater",
        "mkfifo {root}/go; \(copy) & \(copy) & exec 3>{root}/go; wait; rm {root}/go",
      ])
    #expect(found.verdict != .pass)
  }

  @Test("One copy after the other by one name is as good as one")
  func oneAfterTheOther() throws {
    let copy = "cp {source} {target}.n && mv {target}.n {target}"
    let found = try RaceExecutable().explore(
      ExploreProcessTests.small + ["--updater", "\(copy); (\(copy)); \(copy) & wait"])
    #expect(found.exploration.limits == [] && found.verdict == .pass)
  }

  @Test("Two copies to other files are as good as one after the other")
  func apart() throws {
    let found = try RaceExecutable().explore(
      ExploreProcessTests.small + [
        "--updater",
        "cp {source} {directory}/x & cp {source} {directory}/y & "
          + "wait; rm {directory}/x {directory}/y; t=$(mktemp {target}.XXXXXX); "
          + "cp {source} $t; mv $t {target}",
      ])
    #expect(found.exploration.limits == [] && found.verdict == .pass)
  }

  @Test(
    "A write into the target that cannot be cut is named; one around the page cache is cut to blocks"
  )
  func uncut() throws {
    let inPlace = try explore(
      python: """
        f = os.open(t, os.O_WRONLY)
        os.pwritev(f, [b], 0, os.RWF_DSYNC)
        os.ftruncate(f, len(b))
        """, ["--split", "4KiB"])
    #expect(inPlace.exploration.limits.map(\.kind) == [.uncutWrite])
    #expect(inPlace.verdict != .pass)
    // Of a staging file no reader sees the middle.
    let staged = try explore(
      python: """
        f = os.open(t + ".n", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        os.pwritev(f, [b], 0, os.RWF_DSYNC)
        os.rename(t + ".n", t)
        """, ["--split", "4KiB"])
    #expect(staged.exploration.limits == [] && staged.verdict == .pass)
    let parts = try explore(
      python: """
        f = os.open(t + ".n", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        o = 0
        while o < len(b): o += os.pwritev(f, [b[o:o+4096], b[o+4096:o+8192]], o, os.RWF_DSYNC)
        os.rename(t + ".n", t)
        """, ["--split", "4KiB"])
    #expect(parts.exploration.limits == [] && parts.verdict == .pass)
    guard
      Needs.succeeds(
        "dd if=/dev/zero of=/tmp/direct-$$ bs=4096 count=1 oflag=direct; s=$?; rm -f /tmp/direct-$$; exit $s"
      )
    else {
      print("skipped: needs a file system in /tmp that takes O_DIRECT")
      return
    }
    let direct = try RaceExecutable().explore(
      ExploreProcessTests.small + [
        "--split", "5000B", "--updater",
        "dd if={source} of={target}.n bs=1M oflag=direct status=none; mv {target}.n {target}",
      ])
    #expect(direct.exploration.steps.contains { $0.effects.contains(.cut) })
    #expect(direct.verdict == .pass)
  }

  @Test("Who notices a short write and gives up has taken nothing for a whole one")
  func noticed() throws {
    let found = try explore(
      python: """
        f = os.open(t + ".n", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        if os.write(f, b) != len(b):
            os.unlink(t + ".n")
            sys.exit(1)
        os.rename(t + ".n", t)
        """, ["--split", "4KiB"])
    #expect(!found.exploration.mishandlesShortWrites && found.verdict == .pass)
  }

  @Test("A short write into the target that is taken for a whole one counts as it was seen")
  func shortInPlace() throws {
    let found = try explore(
      python: """
        f = os.open(t, os.O_WRONLY)
        os.write(f, b)
        os.ftruncate(f, len(b))
        """, ["--split", "4KiB"])
    #expect(found.verdict == .fail && found.exploration.mishandlesShortWrites)
    #expect(found.exploration.states.contains { $0.grade == .forbidden && $0.sightings > 0 })
  }

  @Test(
    "A filter of the updater's own that stops is answered as without a tracer",
    arguments: [0, 1, 2, 0x7fff])
  func ownFilter(_ data: Int) throws {
    let found = try explore(
      python: """
        import struct
        # ld nr; jeq getppid, 0, 1; ret TRACE; ret ALLOW
        code = b"".join(struct.pack("HBBI", *i) for i in [
            (0x20, 0, 0, 0), (0x15, 0, 1, 110), (6, 0, 0, 0x7ff00000 | \(data)), (6, 0, 0, 0x7fff0000)])
        program = ctypes.create_string_buffer(code, len(code))
        class Fprog(ctypes.Structure):
            _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]
        fprog = Fprog(4, ctypes.addressof(program))
        assert libc.prctl(22, 2, ctypes.byref(fprog)) == 0
        assert libc.syscall(110) == -1 and ctypes.get_errno() == 38
        publish()
        """)
    #expect(found.exploration.ending == .exited(status: 0), "\(found.exploration.failure ?? "")")
    #expect(found.exploration.limits == [] && found.verdict == .pass)
  }

  @Test("A child that no tracer hears of is named")
  func untraced() throws {
    let found = try explore(
      python: """
        pid = libc.syscall(56, 0x800000 | 17, 0, 0, 0, 0)
        if pid == 0: os._exit(0)
        os.waitpid(pid, 0)
        publish()
        """)
    #expect(found.exploration.limits.map(\.kind) == [.untracedProcess])
    #expect(found.verdict == .inconclusive)
  }
}
