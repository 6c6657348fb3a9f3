import CLinux
import Glibc

/// A program that is ready to be started, many times over; the environment is the one of when it was made.
package struct SpawnPlan: ~Copyable {
  /// Whether the program is a shell that runs a command.
  let hasShell: Bool
  /// What the program is called, for messages.
  private let name: String
  private let places: CStrings
  private let arguments: CStrings
  private let environment: CStrings
  private let input: OpenFile

  /// Makes a command ready.
  package init(_ command: Command) throws(SystemCallError) {
    try self.init(
      command.words, environment: command.environment, hasShell: command.hasShell)
  }

  /// Makes a program ready to be started by its words, the first of which names it.
  /// - Parameter environment: added to this process's own.
  package init(
    _ words: [String], environment additions: [String: String] = [:], hasShell: Bool = false
  ) throws(SystemCallError) {
    self.hasShell = hasShell
    let merged = Self.merged(additions)
    let words = words.map { Array($0.utf8CString) }
    let program = words.first ?? [0]
    name = String(decoding: program.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    places = CStrings(Self.places(of: program, in: merged))
    arguments = CStrings(words)
    environment = CStrings(merged)
    input = try OpenFile("/dev/null", O_RDONLY)
  }

  /// Starts the program as the leader of a process group of its own, without a standard input. It is killed when the
  /// calling thread ends. The caller reaps it.
  /// - Parameters:
  ///   - output: the descriptor that becomes its standard output.
  ///   - errors: the one that becomes its standard error.
  /// - Returns: its process ID, which is its group's number too.
  /// - Throws: `execve` where there is no such program, or none that can be run; another call where this process
  ///   or the machine is at its limits.
  package borrowing func start(output: Int32, errors: Int32) throws(SystemCallError) -> pid_t {
    var call: UnsafePointer<CChar>?
    let process = withProgram { rb_spawn($0, output, errors, &call) }
    if process < 0 {
      let number = errno
      throw SystemCallError(call.map { String(cString: $0) } ?? "vfork", name, errno: number)
    }
    return process
  }

  /// Hands the program to whoever starts it otherwise.
  package borrowing func withProgram<Result>(
    _ body: (UnsafePointer<rb_program>) -> Result
  ) -> Result {
    var program = rb_program(
      places: places.pointer, arguments: arguments.pointer, environment: environment.pointer,
      input: input.descriptor)
    return body(&program)
  }

  /// Where the program may lie: itself if it has a slash in it, else along the PATH that it will see.
  static func places(of program: [CChar], in environment: [[CChar]]) -> [[CChar]] {
    let (slash, colon) = (CChar(bitPattern: 0x2f), CChar(bitPattern: 0x3a))
    if program.contains(slash) || program.count <= 1 { return [program] }
    let name = "PATH=".utf8CString.dropLast()
    let path =
      environment.first { $0.starts(with: name) }.map { Array($0.dropFirst(name.count).dropLast()) }
      // As execvp(3) has it where there is none.
      ?? Array("/bin:/usr/bin".utf8CString.dropLast())
    return path.split(separator: colon, omittingEmptySubsequences: false).map { directory in
      // An empty one stands for the working directory.
      directory.isEmpty ? program : directory + [slash] + program
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
