import CLinux
import Glibc
import RaceModel
import RaceSystem
import RaceUpdaters

/// An updater as a process that is traced from its first call on.
struct TracedProcess {
  let id: pid_t
  /// What it prints.
  let output: Int32
  private let go: Int32
  private let memory: SharedMemory

  private static let filter = CallFilter(Array(CallTable.all))

  /// Starts it, seizes it, and has it wait.
  /// - Throws: `Failure` where tracing is not allowed, `SystemCallError` where no process can be started.
  init(_ entrant: Entrant, _ swap: Swap) throws {
    let (output, go) = (try Pipe(), try Pipe())
    memory = try SharedMemory(count: 4096)
    let report = memory.base.assumingMemoryBound(to: rb_trace_report.self)
    defer {
      close(output.writeEnd)
      close(go.readEnd)
    }
    do {
      id = try Self.filter.withFilter { filter in
        switch entrant.means {
        case .command(let command):
          try Self.start(command, swap, output.writeEnd, go.readEnd, filter, report)
        case .strategy(let strategy):
          try Self.start(strategy, swap, output.writeEnd, go, filter, report)
        }
      }
    } catch {
      close(output.readEnd)
      close(go.writeEnd)
      throw error
    }
    self.output = output.readEnd
    self.go = go.writeEnd
    let error = Ptrace.seize(id)
    if error != 0 {
      close(go.writeEnd)
      close(output.readEnd)
      kill(id, SIGKILL)
      _ = try? ForkedProcess.wait(for: id)
      throw Self.notAllowed(SystemCallError("ptrace", "PTRACE_SEIZE", errno: error))
    }
  }

  /// Lets it begin.
  func begin() {
    var byte: UInt8 = 1
    write(go, &byte, 1)
    close(go)
  }

  /// What kept it from its program, now that it has ended; nil where nothing did.
  func failure(called name: String) -> Failure? {
    let report = memory.base.assumingMemoryBound(to: rb_trace_report.self)
    guard report.pointee.error != 0 else { return nil }
    let call = String(cString: rb_trace_report_call(report))
    let error = SystemCallError(call, errno: report.pointee.error)
    if ["seccomp", "prctl"].contains(call) { return Self.notAllowed(error) }
    return Failure(.unavailable, "\(name): the updater cannot be run: \(error)")
  }

  /// Gives back what it took.
  func release() {
    close(output)
    munmap(memory.base, memory.count)
  }

  private static func start(
    _ command: CommandUpdater, _ swap: Swap, _ output: Int32, _ go: Int32,
    _ filter: UnsafePointer<rb_filter>, _ report: UnsafeMutablePointer<rb_trace_report>
  ) throws -> pid_t {
    let plan = try SpawnPlan(command.command(for: swap))
    return try retrying("fork") {
      plan.withProgram { rb_start_traced($0, output, go, filter, report) }
    }
  }

  private static func start(
    _ strategy: any Strategy, _ swap: Swap, _ output: Int32, _ go: Pipe,
    _ filter: UnsafePointer<rb_filter>, _ report: UnsafeMutablePointer<rb_trace_report>
  ) throws -> pid_t {
    try ForkedProcess.start("rb-updater") {
      // So that it does not wait for itself.
      close(go.writeEnd)
      setpgid(0, 0)
      swap.enterTemporary()
      SignalEvents.unblockAll()
      dup2(output, STDOUT_FILENO)
      dup2(output, STDERR_FILENO)
      guard rb_submit_to_trace(go.readEnd, filter, report) == 0 else { return 127 }
      do {
        try strategy.swap(swap)
        return 0
      } catch {
        let line = "\(error)\n"
        try? OpenFile(adopting: STDERR_FILENO, path: "output").write(Array(line.utf8))
        return 1
      }
    }
  }

  private static func notAllowed(_ error: SystemCallError) -> Failure {
    Failure(
      .unavailable,
      "stepping is not allowed here (\(error)): it needs ptrace(2) and seccomp(2); in a container allow both, "
        + "such as by --cap-add=SYS_PTRACE --security-opt seccomp=unconfined, and do not trace racebench itself"
    )
  }
}

extension CallFilter {
  /// Hands the instructions to the kernel's side.
  func withFilter<Result>(
    _ body: (UnsafePointer<rb_filter>) throws -> Result
  ) rethrows -> Result {
    try instructions.withUnsafeBufferPointer { buffer in
      var filter = rb_filter(
        instructions: buffer.baseAddress, count: UInt16(clamping: buffer.count))
      return try body(&filter)
    }
  }
}
