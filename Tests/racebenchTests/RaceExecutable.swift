import CLinux
import Foundation
import Glibc
import RaceModel
import RaceReports
import RaceSystem
import Testing

/// The built `racebench`, run in a place of its own: a private temporary directory, by which all that it starts
/// and all that it leaves can be found.
final class RaceExecutable {
  /// How a run ended, and what it said.
  struct Outcome {
    let end: ProcessEnd
    let output: String
    let errors: String

    /// The result, with its sums checked in decoding.
    func report() throws -> Report {
      #expect(end == .exited(status: 0), "\(errors)")
      let reports = try ReportFile.decode(Array(output.utf8), path: "standard output")
      return try #require(reports.first)
    }

    func run(_ name: String) throws -> Run {
      try #require(report().runs.first { $0.subject.name == name })
    }
  }

  /// Found beside the tests' own executable.
  static let path =
    PathCalls.parent(of: (try? PathCalls.resolve("/proc/self/exe")) ?? "")
    + "/racebench"
  /// After this long a run counts as hung. Nothing waits for it otherwise.
  private static let patience: UInt64 = 120_000_000_000

  /// Holds all of the following.
  let area: String
  /// What the program gets as its temporary directory.
  let temporary: String
  /// For the test's own files.
  let files: String
  private var count = 0

  init(below parent: String = "/tmp") throws {
    area = "\(parent)/racebench-tests-\(UUID().uuidString)"
    temporary = area + "/tmp"
    files = area + "/files"
    for path in [area, temporary, files] { try PathCalls.makeDirectory(path) }
  }

  deinit {
    for process in Processes.mentioning(area) { kill(process.id, SIGKILL) }
    try? FileManager.default.removeItem(atPath: area)
  }

  /// A process that goes on.
  struct Running {
    let process: pid_t
    fileprivate let number: Int
  }

  /// Starts the program as the leader of its own process group.
  /// - Parameter shell: a script that ends in `exec "$0" "$@"`, to run the program by.
  func start(_ arguments: [String], shell: String? = nil, output: String? = nil) throws -> Running {
    count += 1
    let words =
      shell.map { ["/bin/sh", "-c", $0, Self.path] + arguments } ?? [Self.path] + arguments
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output ?? "\(area)/\(count).out", flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, "\(area)/\(count).err", flags, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setpgroup(&attributes, 0)
    // The threads that tests run on block signals, and a child would inherit that.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
    let environment = [
      "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "TMPDIR=\(temporary)",
      // A signal sent from outside would otherwise be taken for a fault, explained and survived.
      "SWIFT_BACKTRACE=enable=no",
    ]
    var process: pid_t = 0
    let wordPointers = words.map { strdup($0) } + [nil]
    let environmentPointers = environment.map { strdup($0) } + [nil]
    defer { for pointer in wordPointers + environmentPointers { free(pointer) } }
    let number = posix_spawn(
      &process, words[0], &actions, &attributes, wordPointers, environmentPointers)
    if number != 0 { throw SystemCallError("posix_spawn", words[0], errno: number) }
    return Running(process: process, number: count)
  }

  /// Waits until the program has ended.
  func finish(_ running: Running, output: String? = nil) throws -> Outcome {
    let handle = OpenFile(
      adopting: try retrying("pidfd_open") { rb_pidfd_open(running.process) }, path: "pidfd")
    let milliseconds = Int32(Self.patience / 1_000_000)
    if Waiting.ready([handle.descriptor], timeout: milliseconds) == [false] {
      Issue.record("the run hangs: \(Processes.mentioning(area).map(\.name))")
      for process in Processes.mentioning(area) { kill(process.id, SIGKILL) }
    }
    let end = try ForkedProcess.wait(for: running.process)
    return Outcome(
      end: end, output: output == nil ? try text("\(area)/\(running.number).out") : "",
      errors: try text("\(area)/\(running.number).err"))
  }

  /// Runs the program to its end, and checks that nothing is left of it.
  func run(
    _ arguments: [String], shell: String? = nil, output: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    let outcome = try finish(try start(arguments, shell: shell, output: output), output: output)
    try expectNothingLeft(sourceLocation: sourceLocation)
    return outcome
  }

  /// Checks that no process and no file is left now.
  func expectNothingLeft(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let processes = Processes.mentioning(temporary).map(\.name)
    #expect(processes == [], sourceLocation: sourceLocation)
    #expect(try PathCalls.entries(temporary) == [], sourceLocation: sourceLocation)
  }

  /// Runs the program, which must refuse: with this status, one line on standard error, and nothing left.
  @discardableResult
  func expectRefusal(
    _ status: Int32, _ arguments: [String], saying fragments: String..., shell: String? = nil,
    output: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let outcome = try run(
      arguments, shell: shell, output: output, sourceLocation: sourceLocation)
    expect(outcome, failed: status, saying: fragments, sourceLocation: sourceLocation)
    return outcome.errors
  }

  func expect(
    _ outcome: Outcome, failed status: Int32, saying fragments: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let errors = outcome.errors
    #expect(outcome.end == .exited(status: status), "\(errors)", sourceLocation: sourceLocation)
    #expect(outcome.output == "", sourceLocation: sourceLocation)
    #expect(
      errors.hasPrefix("racebench: ") && errors.hasSuffix("\n")
        && errors.split(separator: "\n", omittingEmptySubsequences: false).count == 2,
      "\(errors)", sourceLocation: sourceLocation)
    for fragment in fragments {
      #expect(errors.contains(fragment), sourceLocation: sourceLocation)
    }
  }

  /// Writes one of the test's own files. Returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = "\(files)/\(name)"
    try OpenFile(path, O_WRONLY | O_CREAT | O_TRUNC).write(bytes)
    return path
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  func exists(_ name: String) -> Bool { access("\(files)/\(name)", F_OK) == 0 }

  private func text(_ path: String) throws -> String {
    String(decoding: try OpenFile(path, O_RDONLY).readToEnd(), as: UTF8.self)
  }
}
