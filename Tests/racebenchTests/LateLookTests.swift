import Foundation
import Glibc
import RaceModel
import RaceSystem
import TestSupport
import Testing

/// Looks that nothing answers: each exploration ends, and says what it could not see.
@Suite(.serialized) struct LateLookTests {
  private func explore(_ updater: String, timeout: String = "20s") throws -> Explored {
    let racebench = try RaceExecutable()
    return try racebench.explore(
      racebench.contents() + ["--timeout", timeout, "--updater", updater])
  }

  @Test("What is no file is not read", arguments: ["mkfifo {target}", "ln -s /dev/zero {target}"])
  func noFile(_ make: String) throws {
    let explored = try explore("rm {target}; \(make)")
    #expect(explored.verdict == .fail)
    #expect(explored.kinds == KindSet([.missing, .error]))
    #expect(explored.exploration.states.last?.observation == .error(errno: ENODEV))
  }

  @Test("A file with a far end is foreign, and not read to it")
  func sparse() throws {
    let explored = try explore("truncate -s 4T {target}.n && mv {target}.n {target}")
    #expect(explored.verdict == .fail)
    #expect(explored.kinds == KindSet([.foreign]))
    #expect(explored.exploration.states.last?.observation.bytes == 4 << 40)
  }

  @Test(
    "A look at a file under a lease is late, and no error", .enabled(if: Needs.program("python3")))
  func lease() throws {
    let script = """
      import fcntl, os, sys
      f = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
      os.write(f, open(sys.argv[2], 'rb').read())
      fcntl.fcntl(f, fcntl.F_SETLEASE, fcntl.F_WRLCK)
      os.rename(sys.argv[1], sys.argv[3])
      os.mkdir(sys.argv[1])
      os.rmdir(sys.argv[1])
      fcntl.fcntl(f, fcntl.F_SETLEASE, fcntl.F_UNLCK)
      """
    let racebench = try RaceExecutable()
    let path = try racebench.write("lease.py", script)
    let explored = try racebench.explore(
      racebench.contents() + ["--updater", "python3 \(path) {target}.n {source} {target}"])
    #expect(explored.verdict == .inconclusive)
    #expect(explored.kinds == [])
    #expect(explored.exploration.limits.map(\.kind) == [.lateLook])
    #expect(explored.exploration.limits.first?.detail?.contains("lease") == true)
    #expect(explored.contracts(.notChecked).contains("truth"))
    // The attempt to look would have ended it by SIGIO.
    #expect(explored.exploration.ending == .exited(status: 0))
  }

  @Test(
    "An updater that stops itself is ended in time, and one that stops its parent stops nothing")
  func stopped() throws {
    let itself = try explore("kill -STOP $$; : {target}", timeout: "1s")
    #expect(itself.verdict == .inconclusive && itself.exploration.ending == .timedOut)
    let parent = try explore("kill -STOP $PPID; cp {source} {target}.$$ && mv {target}.$$ {target}")
    #expect(parent.verdict == .pass)
  }

  @Test("A race goes on where an updater stops its parent")
  func stoppedRace() throws {
    let racebench = try RaceExecutable()
    let report = try racebench.run(
      racebench.twoContents() + [
        "--swaps", "2", "--readers", "1", "--format", "json", "--timeout", "20s", "--updater",
        "kill -STOP $PPID; cp {source} {target}.$$ && mv {target}.$$ {target}",
      ]
    ).report()
    #expect(report.runs.first?.swaps == 2)
  }

  @Test("Making the contents has a limit of time")
  func contents() throws {
    let racebench = try RaceExecutable()
    let scenario = try racebench.write(
      "slow.yaml",
      """
      contents: { command: "kill -STOP $$; : {a} {b}" }
      swaps: 1
      subjects: [{ updater: "cp {source} {target}", timeout: 1s }]
      """)
    try racebench.expectRefusal(69, [scenario], saying: "did not end within 1s")
  }

  @Test(
    "Contents that hold the target's path, or the source's, are learned and the same in each run")
  func ownPath() throws {
    for path in ["{target}", "{source}"] {
      let explored = try explore(
        "f=$(mktemp {target}.XXXXXX) && { cat {source}; echo \(path); } > $f && mv $f {target}")
      #expect(explored.verdict == .pass, "\(explored.exploration.judgement.reason)")
      #expect(explored.exploration.contents.learned == true)
      #expect(explored.contracts(.kept).contains("staging"))
    }
  }

  @Test(
    "A look that a FUSE daemon of the updater's does not answer ends with the updater",
    .enabled(if: Needs.mounts && access("/dev/fuse", R_OK) == 0, "\(Needs.mountsReason)"),
    arguments: ["", " taken"])
  func fuse(_ taken: String) throws {
    let racebench = try RaceExecutable()
    let script = try racebench.write("hang.py", HangingMount.script)
    let explored = try racebench.explore(
      racebench.contents() + [
        "--timeout", "60s", "--teardown", "umount -l {directory}/m", "--updater",
        "mkfifo {root}/p; python3 \(script) {directory}/m\(taken) >{root}/p & head -c1 {root}/p; "
          + "ln -sf m/x {target}",
      ], shell: "exec unshare -m --propagation private \"$0\" \"$@\"")
    #expect(explored.verdict == .inconclusive)
    #expect(explored.exploration.limits.first?.kind == .lateLook)
  }
}

/// Programs for tests, in python: no package is needed for them.
enum HangingMount {
  /// Mounts a FUSE file system at its first argument, says so, and answers nothing but the kernel's greeting. With a
  /// second argument it takes the next request and does not answer that, so that not even SIGKILL wakes who waits.
  static let script = """
    import ctypes, os, signal, struct, sys
    os.makedirs(sys.argv[1])
    fuse = os.open("/dev/fuse", os.O_RDWR)
    options = "fd=%d,rootmode=40000,user_id=0,group_id=0" % fuse
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"hanging", sys.argv[1].encode(), b"fuse", 0, options.encode()) != 0:
        sys.exit("mount: " + os.strerror(ctypes.get_errno()))
    request = os.read(fuse, 1 << 20)
    unique = struct.unpack_from("<IIQ", request)[2]
    answer = struct.pack("<IIIIHHIIHHII", 7, 31, 65536, 0, 16, 12, 131072, 1, 32, 0, 0, 0).ljust(64, bytes(1))
    os.write(fuse, struct.pack("<IiQ", 16 + len(answer), 0, unique) + answer)
    os.write(1, b"m")
    os.close(1)
    if len(sys.argv) > 2: os.read(fuse, 1 << 20)
    while True: signal.pause()
    """
}
