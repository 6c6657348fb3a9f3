import ArgumentParser
import Glibc
import RaceModel
import RaceReports
import RaceSystem

/// Where results go.
struct OutputOptions<Form: OutputForm>: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How results are printed: \(Form.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "name"))
  var format = "table"

  @Option(
    help: ArgumentHelp(
      "Write the results to a file as well; its extension names the format. Repeatable.",
      valueName: "path"))
  var output: [String] = []

  /// Understands the options, and finds out whether the files can be written, before anything is raced.
  func checked() throws(Failure) -> Outputs<Form> { try checked(as: Form.self) }

  /// The same for results of another sort, whose forms have the same names and extensions.
  func checked<Other: OutputForm>(as type: Other.Type) throws(Failure) -> Outputs<Other> {
    guard let format = Other(rawValue: format) else {
      throw Failure(
        .usage,
        "--format: got \"\(format)\"; expected one of "
          + Other.allCases.map(\.rawValue).joined(separator: ", "))
    }
    var files: [(path: String, format: Other)] = []
    for path in output {
      let name = PathCalls.name(of: path)
      let suffix = name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
      guard let format = Other(fileExtension: suffix) else {
        throw Failure(
          .usage,
          "--output: \"\(path)\" does not say its format; expected an extension among "
            + Other.allCases.flatMap(\.fileExtensions).map { ".\($0)" }.joined(separator: ", "))
      }
      try Self.checkWritable(path)
      files.append((path, format))
    }
    return Outputs(format: format, files: files)
  }

  /// Refuses files that are read as well: the results would take the place of what they came from.
  /// - Parameter inputs: what is read, of which some may be missing.
  func refuse(writingOver inputs: [String]) throws(Failure) {
    for path in output {
      guard let status = Self.file(path) else { continue }
      for input in inputs {
        guard let read = Self.file(input),
          (read.st_dev, read.st_ino) == (status.st_dev, status.st_ino)
        else { continue }
        throw Failure(
          .usage,
          "--output: \"\(path)\" is read as well (\"\(input)\") and would be replaced; write to another file"
        )
      }
    }
  }

  /// The status of a regular file; nil where there is none.
  private static func file(_ path: String) -> stat? {
    (try? PathCalls.status(path)).flatMap { $0.st_mode & S_IFMT == S_IFREG ? $0 : nil }
  }

  private static func checkWritable(_ path: String) throws(Failure) {
    let status: stat?
    let destination: String
    do throws(SystemCallError) {
      destination = try AtomicFile.destination(path)
      status = try? PathCalls.status(path)
    } catch {
      // A loop of links, a file that is no directory on the way.
      throw error.failure("cannot write \"\(path)\"")
    }
    if let status, status.st_mode & S_IFMT == S_IFDIR {
      throw Failure(.cannotWrite, "cannot write \"\(path)\": it is a directory")
    }
    // A regular file is replaced, so its directory is what is written; anything else is written itself.
    let isReplaced = status.map { $0.st_mode & S_IFMT == S_IFREG } ?? true
    let place = isReplaced ? PathCalls.parent(of: destination) : path
    guard access(place, W_OK) == 0 else {
      throw SystemCallError("access", path).failure("cannot write \"\(path)\"")
    }
  }
}

/// Where results go, understood.
struct Outputs<Form: OutputForm> {
  let format: Form
  let files: [(path: String, format: Form)]

  /// Prints the results and writes them to all files.
  func publish(_ results: Form.Content) throws(Failure) {
    let text = try format.render(results, style: Terminal.style)
    // Neither a file that cannot be written nor a closed pipe at standard output costs the other its results.
    // Printing comes first, for what a path leads to may hold writing up.
    let printed = Result { () throws(Failure) in try Terminal.print(rendered: text) }
    try save(results)
    try printed.get()
  }

  /// Writes the results to all files. Called after each of several races too, so that one that fails later
  /// costs nothing.
  func save(_ results: Form.Content) throws(Failure) {
    var failure: Failure?
    for (path, format) in files {
      let text = try format.render(results, style: .plain)
      do throws(SystemCallError) {
        try AtomicFile.write(Array(text.utf8), to: path)
      } catch {
        failure = failure ?? error.outputFailure("cannot write \"\(path)\"")
      }
    }
    if let failure { throw failure }
  }
}

extension SystemCallError {
  /// Why an output cannot be written.
  func outputFailure(_ what: String) -> Failure {
    let isFIFO = object.flatMap { try? PathCalls.status($0) }.map { $0.st_mode & S_IFMT == S_IFIFO }
    return errno == ENXIO && isFIFO == true
      ? Failure(.cannotWrite, "\(what): it is a FIFO that nothing reads") : failure(what)
  }
}
