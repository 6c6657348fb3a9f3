import CLinux
import Glibc

/// A command line for `/bin/sh -c`.
package struct ShellCommand: Hashable, Sendable {
  /// What the shell gets.
  package let text: String
  /// Added to the environment of the command.
  package let environment: [String: String]

  /// What came of running it.
  package struct Outcome: Hashable, Sendable {
    /// How the shell ended.
    package let end: ProcessEnd
    /// The last 64 KiB of what it printed, standard output and standard error together.
    package let output: [UInt8]

    /// The last line that it printed, for error messages; nil if it printed nothing.
    package var lastLine: String? {
      let lines = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline)
      return lines.last { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
    }
  }

  private static let keptOutput = 65536

  /// The text as it is, with nothing replaced.
  package init(_ text: String, environment: [String: String] = [:]) {
    self.text = text
    self.environment = environment
  }

  /// The command with each `{name}` replaced by its value, quoted for the shell.
  package init(
    template: String, _ values: [String: String], environment: [String: String] = [:]
  ) {
    // One pass, so that braces in a value are never taken for a placeholder; and by bytes, as the shell reads
    // it: a combining mark behind a quote or a brace makes one character of both.
    let template = Array(template.utf8)
    var text: [UInt8] = []
    var place = 0
    while place < template.count {
      let rest = template[place...]
      let match = values.first { rest.starts(with: "{\($0.key)}".utf8) }
      text += match.map { Array(Self.quoted($0.value).utf8) } ?? [template[place]]
      place += match.map { $0.key.utf8.count + 2 } ?? 1
    }
    self.init(String(decoding: text, as: UTF8.self), environment: environment)
  }

  /// The text as one word of a POSIX shell.
  package static func quoted(_ text: String) -> String {
    let quote = UInt8(ascii: "'")
    let bytes = text.utf8.flatMap { $0 == quote ? Array("'\\''".utf8) : [$0] }
    return String(decoding: [quote] + bytes + [quote], as: UTF8.self)
  }

  /// Runs the command to its end, without a standard input. What it leaves in the background is not waited for.
  package func run() throws(SystemCallError) -> Outcome {
    let pipe = try Pipe()
    let output = OpenFile(adopting: pipe.readEnd, path: "pipe")
    let process: pid_t
    do {
      defer { close(pipe.writeEnd) }
      process = try spawn(output: pipe.writeEnd)
    }
    let handle = OpenFile(
      adopting: try retrying("pidfd_open") { rb_pidfd_open(process) }, path: "pidfd")
    _ = fcntl(output.descriptor, F_SETFL, O_NONBLOCK)
    var kept: [UInt8] = []
    var open = true
    while true {
      let ready = Waiting.ready(
        open ? [handle.descriptor, output.descriptor] : [handle.descriptor])
      // One read takes all that the pipe holds. No more of them than that: what the command has left in the
      // background may write faster than anybody reads.
      if open, let bytes = Self.available(output) {
        if bytes.isEmpty { open = false }
        kept.append(contentsOf: bytes)
        if kept.count > Self.keptOutput { kept.removeFirst(kept.count - Self.keptOutput) }
      }
      if ready[0] { break }
    }
    return Outcome(end: try ForkedProcess.wait(for: process), output: kept)
  }

  /// What stands in the pipe now: nil where nothing does, empty where nobody writes any more.
  private static func available(_ file: borrowing OpenFile) -> [UInt8]? {
    var result = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: keptOutput) { buffer, count in
      result = read(file.descriptor, buffer.baseAddress, buffer.count)
      count = max(0, result)
    }
    return result < 0 ? nil : bytes
  }

  private func spawn(output: Int32) throws(SystemCallError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var mask = SignalEvents.set([])
    // All of them: whatever this process, or whoever started it, ignores is no business of the command.
    var defaults = sigset_t()
    sigfillset(&defaults)
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    let words = ["/bin/sh", "-c", text].map { Array($0.utf8CString) }
    return try CStrings.with(words) { arguments throws(SystemCallError) in
      try CStrings.with(Self.merged(environment)) { environment throws(SystemCallError) in
        var process: pid_t = 0
        let number = posix_spawn(&process, "/bin/sh", &actions, &attributes, arguments, environment)
        if number != 0 { throw SystemCallError("posix_spawn", "/bin/sh", errno: number) }
        return process
      }
    }
  }

  /// This process's environment with the additions; byte by byte, for it need not be text.
  private static func merged(_ additions: [String: String]) -> [[CChar]] {
    let names = additions.keys.map { Array("\($0)=".utf8CString.dropLast()) }
    var entries: [[CChar]] = []
    var next = environ
    while let entry = next.pointee {
      let bytes = Array(UnsafeBufferPointer(start: entry, count: strlen(entry) + 1))
      if !names.contains(where: { bytes.starts(with: $0) }) { entries.append(bytes) }
      next += 1
    }
    return entries + additions.map { Array("\($0.key)=\($0.value)".utf8CString) }
  }
}

/// Arrays of C strings, ended by a null pointer.
enum CStrings {
  /// Calls `body` with the strings, each of which ends in a zero; they live no longer than the call.
  static func with<Result>(
    _ strings: [[CChar]],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) throws(SystemCallError) -> Result
  ) throws(SystemCallError) -> Result {
    let array = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: strings.count + 1)
    for (index, string) in strings.enumerated() { array[index] = strdup(string) }
    array[strings.count] = nil
    defer {
      for index in strings.indices { free(array[index]) }
      array.deallocate()
    }
    return try body(array)
  }
}
