import CLinux
import Glibc
import RaceModel
import RaceSystem

/// Runs the target, or a command of the user's that looks at it, once a look, with nothing to read. Whatever that
/// leaves in its process group is killed after the look.
package struct ProgramReader: ProcessReader, ~Copyable {
  /// A program that is ready to be started, for one target. They form a chain; there is one for each subject.
  private struct Prepared: ~Copyable {
    let target: UnsafeMutablePointer<CChar>
    let plan: SpawnPlan
    let next: UnsafeMutablePointer<Prepared>?
  }

  package var library: ContentLibrary?
  package var message = Message.none
  /// The template; nil where the target itself is run.
  private let command: String?
  private let root: String
  private let place: Target?
  private let patience: TimeSpan
  private let redaction: Redaction
  private var output = LookOutput()
  private var prepared: UnsafeMutablePointer<Prepared>?

  /// - Parameters:
  ///   - command: a command for `/bin/sh`, with `{target}`, `{directory}` and `{root}` in it; the target itself is
  ///     run if nil.
  ///   - root: the directory that everything plays in.
  ///   - place: where a target lies below the directory that `{root}` stands for; `root` itself is that directory
  ///     if nil.
  ///   - patience: when a look that has not ended is given up.
  package init(
    command: String?, root: String, place: Target? = nil, patience: TimeSpan = .lookLimit
  ) {
    self.command = command
    self.root = root
    self.place = place
    self.patience = patience
    redaction = Redaction(root: root)
  }

  deinit {
    var next = prepared
    while let node = next {
      let item = node.move()
      next = item.next
      free(item.target)
      node.deallocate()
    }
  }

  /// Runs the program once.
  package mutating func outcome(at path: UnsafePointer<CChar>) -> ProcessOutcome {
    var pipe: (readEnd: Int32, writeEnd: Int32) = (-1, -1)
    let made = withUnsafeMutableBytes(of: &pipe) {
      rb_pipe($0.assumingMemoryBound(to: Int32.self).baseAddress)
    }
    if made != 0 { return ProcessOutcome(.lost, errno) }
    defer { close(pipe.readEnd) }
    let process: pid_t
    do throws(SystemCallError) {
      defer { close(pipe.writeEnd) }
      process = try program(for: path).pointee.plan.start(
        output: pipe.writeEnd, errors: pipe.writeEnd)
    } catch {
      // Only the program's own start says something about the target.
      return error.call == "execve"
        ? .failed(errno: error.errno) : ProcessOutcome(.lost, error.errno)
    }
    guard let child = LookProcess(process, patience: patience) else {
      return ProcessOutcome(.lost, errno)
    }
    let inTime = follow(child, pipe.readEnd)
    let end = child.end()
    if !inTime { return .late(after: patience) }
    return outcome(end, output.lastLine(redaction, target: path))
  }

  /// Takes what the program prints until it ends. False if it does not end in time.
  private mutating func follow(_ child: borrowing LookProcess, _ pipe: Int32) -> Bool {
    output.begin()
    var open = true
    while true {
      let news = child.news(of: open ? pipe : -1)
      if news.contains(.late) { return false }
      if news.contains(.output) { output.take(from: pipe) }
      if news.contains(.closed) { open = false }
      if news.contains(.ended) {
        if news.contains(.output) { output.drain(pipe) }
        return true
      }
    }
  }

  /// Those that a shell is heard of; others send their numbers as statuses of their own as well.
  private static func isTold(_ signal: Int32) -> Bool {
    switch signal {
    case SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGXCPU, SIGXFSZ: true
    default: ProcessEnd.isCrash(signal)
    }
  }

  private func outcome(_ end: ProcessEnd, _ message: Message) -> ProcessOutcome {
    switch end {
    case .killed(let signal): .killed(by: signal, message: message)
    // So a shell tells of the signal that ended what it ran. Other numbers are statuses like any.
    case .exited(let status) where command != nil && Self.isTold(status - 128):
      .killed(by: status - 128, message: message)
    case .exited(let status):
      ProcessOutcome(.ended, status, output: output.digest, message: message)
    }
  }

  /// The program for this target, made ready at the first look at it.
  private mutating func program(
    for path: UnsafePointer<CChar>
  ) throws(SystemCallError) -> UnsafeMutablePointer<Prepared> {
    var next = prepared
    while let node = next {
      if strcmp(node.pointee.target, path) == 0 { return node }
      next = node.pointee.next
    }
    let plan = try plan(for: String(cString: path))
    guard let target = strdup(path) else { throw SystemCallError("strdup") }
    let node = UnsafeMutablePointer<Prepared>.allocate(capacity: 1)
    node.initialize(to: Prepared(target: target, plan: plan, next: prepared))
    prepared = node
    return node
  }

  /// Each subject has a root of its own.
  private func root(of target: String) -> String {
    guard let place else { return root }
    return String(decoding: target.utf8.dropLast(place.path.utf8.count + 1), as: UTF8.self)
  }

  private func plan(for target: String) throws(SystemCallError) -> SpawnPlan {
    guard let command else { return try SpawnPlan([target]) }
    let values: [(Placeholder, String)] = [
      (.target, target), (.directory, PathCalls.parent(of: target)), (.root, root(of: target)),
    ]
    return try SpawnPlan(
      Command(
        template: command,
        Dictionary(uniqueKeysWithValues: values.map { ($0.0.rawValue, $0.1) }),
        environment: Dictionary(uniqueKeysWithValues: values.map { ($0.0.variable, $0.1) })))
  }
}
