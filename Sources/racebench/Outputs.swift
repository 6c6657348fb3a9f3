import ArgumentParser
import Glibc
import RaceModel
import RaceReports
import RaceSystem

/// Where results go.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How results are printed: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "name"))
  var format = "table"

  @Option(
    help: ArgumentHelp(
      "Write the results to a file as well; its extension names the format. Repeatable.",
      valueName: "path"))
  var output: [String] = []

  /// Understands the options, and finds out whether the files can be written, before anything is raced.
  func checked() throws(Failure) -> Outputs {
    guard let format = Format(rawValue: format) else {
      throw Failure(
        .usage,
        "--format: got \"\(format)\"; expected one of "
          + Format.allCases.map(\.rawValue).joined(separator: ", "))
    }
    var files: [(path: String, format: Format)] = []
    for path in output {
      let name = PathCalls.name(of: path)
      let suffix = name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
      guard let format = Format(fileExtension: suffix) else {
        throw Failure(
          .usage,
          "--output: \"\(path)\" does not say its format; expected an extension among "
            + Format.allCases.flatMap(\.fileExtensions).map { ".\($0)" }.joined(separator: ", "))
      }
      try Self.checkWritable(path)
      files.append((path, format))
    }
    return Outputs(format: format, files: files)
  }

  private static func checkWritable(_ path: String) throws(Failure) {
    let directory = PathCalls.parent(of: path)
    let place = access(path, F_OK) == 0 ? path : directory
    guard access(place, W_OK) == 0, access(directory, F_OK) == 0 else {
      throw SystemCallError("access", path).failure("cannot write \"\(path)\"")
    }
    if let status = try? PathCalls.status(path), status.st_mode & S_IFMT == S_IFDIR {
      throw Failure(.cannotWrite, "cannot write \"\(path)\": it is a directory")
    }
  }
}

/// Where results go, understood.
struct Outputs {
  let format: Format
  let files: [(path: String, format: Format)]

  /// Prints the reports and writes them to all files.
  func publish(_ reports: [Report]) throws(Failure) {
    // Files first: a closed pipe at standard output shall not cost them.
    try save(reports)
    try Terminal.print(try format.render(reports, style: Terminal.style))
  }

  /// Writes the reports to all files. Called after each of several races too, so that one that fails later
  /// costs nothing.
  func save(_ reports: [Report]) throws(Failure) {
    for (path, format) in files {
      let text = try format.render(reports)
      do throws(SystemCallError) {
        try AtomicFile.write(Array(text.utf8), to: path)
      } catch {
        throw error.failure("cannot write \"\(path)\"")
      }
    }
  }
}
