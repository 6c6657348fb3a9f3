import Glibc
import RaceModel
import RaceReports
import RaceSystem

/// The step of GitHub Actions that this process runs in, if it runs in one.
enum GitHubStep {
  /// Shows the reports there: annotations on standard error, which the runner reads as it does standard output,
  /// and tables in the job's summary. Elsewhere it does nothing.
  ///
  /// - Parameters:
  ///   - scenarioPaths: for each report its scenario's file; nil where there is none.
  ///   - worse: why the program does not exit with 0 in any case. A summary that cannot be written is then noted
  ///     and no more; otherwise it is thrown.
  static func announce(
    _ reports: [Report], scenarioPaths: [String?], beside worse: Failure?
  ) throws(Failure) {
    guard EnvironmentVariable.value("GITHUB_ACTIONS") == "true" else { return }
    Terminal.note(GitHubActions.annotations(for: reports, scenarioPaths: scenarioPaths))
    guard let path = EnvironmentVariable.value("GITHUB_STEP_SUMMARY") else { return }
    do {
      try append(reports, to: path)
    } catch {
      guard worse != nil else { throw error }
      Terminal.note(error)
    }
  }

  /// What other commands of the step have written there takes some of the room.
  private static func append(_ reports: [Report], to path: String) throws(Failure) {
    let written = (try? PathCalls.status(path)).map { Int($0.st_size) } ?? 0
    let text = try GitHubActions.summary(
      of: reports, room: GitHubActions.longestSummary - written)
    do throws(SystemCallError) {
      try AtomicFile.append(Array(text.utf8), to: path)
    } catch {
      throw error.outputFailure("cannot write the job's summary \"\(path)\" (GITHUB_STEP_SUMMARY)")
    }
  }
}
