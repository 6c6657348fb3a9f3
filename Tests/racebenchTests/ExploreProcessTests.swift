import Glibc
import RaceModel
import RaceSystem
import Testing

/// A traced updater behaves as it does alone: what it prints, how it ends, what its processes hear of each other.
@Suite(.enabled(if: Interpreter.isThere, "needs /usr/bin/python3"))
struct ExploreProcessTests {
  @Test("What processes tell each other is what they tell each other alone", arguments: programs)
  func asAlone(_ program: Program) throws {
    let racebench = try RaceExecutable()
    let script = try racebench.write("p.py", Interpreter.prelude + program.text)
    let alone = try Command("RACEBENCH_ROOT=\(racebench.files) python3 \(script)")
      .run(timeout: TimeSpan(nanoseconds: 20_000_000_000))
    let said = String(decoding: alone.output, as: UTF8.self)
    guard case .ended(.exited(let status)) = alone.end, status != 0 else {
      Issue.record("the program must end by a status other than 0: \(alone.end) \(said)")
      return
    }
    // A command that failed shows all that it said.
    let found = try racebench.explore(
      Self.small + ["--updater", "exec python3 \(script) {target}"])
    #expect((found.exploration.failureOutput ?? "") == said)
    #expect(found.exploration.ending == .exited(status: status))
    #expect(found.exploration.limits.isEmpty)
  }

  static let small = ["--size", "16KiB", "--seed", "1", "--settle", "0", "--timeout", "20s"]

  struct Program: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String

    init(_ name: String, _ text: String) { (testDescription, self.text) = (name, text) }
  }

  static let programs: [Program] = [
    Program(
      "stopped by another process and continued",
      """
      r, w = os.pipe()
      pid = os.fork()
      if pid == 0:
          os.kill(os.getpid(), signal.SIGSTOP)
          os.read(r, 1)
          say("goes on")
          os._exit(4)
      _, s = os.waitpid(pid, os.WUNTRACED)
      say(os.WIFSTOPPED(s), os.WSTOPSIG(s))
      os.kill(pid, signal.SIGCONT)
      _, s = os.waitpid(pid, os.WCONTINUED)
      say(os.WIFCONTINUED(s))
      os.write(w, b"x")
      _, s = os.waitpid(pid, 0)
      say(os.WEXITSTATUS(s))
      sys.exit(5)
      """
    ),
    Program(
      "stopped while it writes",
      """
      pid = os.fork()
      if pid == 0:
          fd = os.open(root + "/f", os.O_WRONLY | os.O_CREAT)
          while True: os.pwrite(fd, b"x", 0)
      for i in range(20):
          os.kill(pid, signal.SIGSTOP)
          _, s = os.waitpid(pid, os.WUNTRACED)
          assert os.WIFSTOPPED(s), s
          os.kill(pid, signal.SIGCONT)
          _, s = os.waitpid(pid, os.WCONTINUED)
          assert os.WIFCONTINUED(s), s
      os.kill(pid, signal.SIGTERM)
      _, s = os.waitpid(pid, 0)
      say(os.WTERMSIG(s))
      sys.exit(5)
      """
    ),
    Program(
      "signals, with handlers and without",
      """
      heard = []
      signal.signal(signal.SIGUSR1, lambda n, f: heard.append(n))
      signal.signal(signal.SIGTRAP, lambda n, f: heard.append(n))
      signal.signal(signal.SIGUSR2, signal.SIG_IGN)
      for n in (signal.SIGUSR1, signal.SIGTRAP, signal.SIGUSR2): os.kill(os.getpid(), n)
      say(heard)
      signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN])
      os.kill(os.getpid(), signal.SIGRTMIN)
      i = signal.sigwaitinfo([signal.SIGRTMIN])
      say(i.si_pid == os.getpid(), i.si_code)
      for n in (signal.SIGSEGV, signal.SIGKILL, signal.SIGTERM, signal.SIGTRAP, signal.SIGUSR1):
          pid = os.fork()
          if pid == 0:
              signal.signal(signal.SIGTRAP, signal.SIG_DFL)
              os.kill(os.getpid(), n)
              os._exit(0)
          _, s = os.waitpid(pid, 0)
          say(os.WIFSIGNALED(s) and os.WTERMSIG(s), s >> 8)
      sys.exit(6)
      """
    ),
    Program(
      "a blocked read, interrupted or begun again",
      """
      r, w = os.pipe()
      libc = ctypes.CDLL(None, use_errno=True)
      def alarm(n, f): os.write(w, b"x") if restarts else None
      for restarts in (False, True):
          signal.signal(signal.SIGALRM, alarm)
          signal.siginterrupt(signal.SIGALRM, not restarts)
          b = ctypes.create_string_buffer(1)
          if restarts:
              # The handler of an interpreter runs later; so somebody else writes.
              pid = os.fork()
              if pid == 0:
                  os.kill(os.getppid(), signal.SIGALRM); os.write(w, b"x"); os._exit(0)
          else:
              signal.setitimer(signal.ITIMER_REAL, 0.02)
          say(libc.read(r, b, 1), ctypes.get_errno() if not restarts else "")
      sys.exit(7)
      """
    ),
    Program(
      "children by fork, vfork and a shell",
      """
      say(os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", "exit 9"], os.environ), 0)[1])
      say(subprocess.run("echo a; kill -9 $$", shell=True, stdout=subprocess.PIPE))
      try: subprocess.run(["/nowhere"])
      except FileNotFoundError as e: say(e.errno)
      sys.exit(8)
      """
    ),
    Program(
      "exec from a thread, while the first one writes",
      """
      fd = os.open(root + "/f", os.O_WRONLY | os.O_CREAT)
      threading.Thread(target=lambda: os.execv("/bin/sh", ["sh", "-c", "echo x >$RACEBENCH_ROOT/g; cat $RACEBENCH_ROOT/g; exit 4"])).start()
      while True: os.pwrite(fd, b"x", 0)
      """
    ),
    Program(
      "exec while another thread writes",
      """
      fd = os.open(root + "/f", os.O_WRONLY | os.O_CREAT)
      def write():
          while True: os.pwrite(fd, b"x", 0)
      threading.Thread(target=write).start()
      os.execv("/bin/sh", ["sh", "-c", "echo x >$RACEBENCH_ROOT/g; cat $RACEBENCH_ROOT/g; exit 4"])
      """
    ),
    Program(
      "the end of all threads at once, by any of them",
      """
      fd = os.open(root + "/f", os.O_WRONLY | os.O_CREAT)
      def write():
          while True: os.pwrite(fd, b"x", 0)
      for i in range(3): threading.Thread(target=write).start()
      def end(): os._exit(11)
      threading.Thread(target=end).start()
      write()
      """
    ),
    Program(
      "parents that are killed as soon as they have children",
      """
      ctypes.CDLL(None).prctl(36, 1)  # what its children leave becomes its own
      r, w = os.pipe()
      for i in range(40):
          pid = os.fork()
          if pid == 0:
              os.close(w)
              while True:
                  if os.fork() == 0: os._exit(len(os.read(r, 1)))
          for j in range(i * 1000): pass
          os.kill(pid, signal.SIGKILL)
          say(os.waitpid(pid, 0)[1])
      os.close(w)
      ends = set()
      try:
          while True: ends.add(os.wait()[1])
      except ChildProcessError: say(ends <= {0})
      sys.exit(3)
      """
    ),
  ]
}

/// What scripts are run by.
enum Interpreter {
  static let isThere = access("/usr/bin/python3", X_OK) == 0

  /// What all scripts need.
  static let prelude = """
    import ctypes, os, signal, subprocess, sys, threading
    root = os.environ["RACEBENCH_ROOT"]
    def say(*words):
        sys.stdout.write(" ".join(map(str, words)) + "\\n"); sys.stdout.flush()

    """
}
