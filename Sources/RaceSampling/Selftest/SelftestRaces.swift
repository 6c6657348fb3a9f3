import RaceModel
import RaceUpdaters

/// The races of a selftest, and how their scenarios are made.
struct SelftestRaces {
  let directory: String
  let executable: String
  let progress: ((ProgressSnapshot) -> Void)?

  /// Runs a race to its end and judges it as a gate does. One for each subject and then each control.
  /// - Throws: `Failure`, but for defects of racebench, which are what a selftest looks for.
  func run(_ plan: RacePlan) throws(Failure) -> [Showing] {
    do throws(Failure) {
      let result = try Race(plan, in: directory).run(executable: executable, progress: progress)
      if let complaint = result.complaint { throw complaint }
      let gate = Gate(confidence: plan.scenario.confidence, judgements: result.judgements)
      return Judged.gated(result.runs, by: gate).runs.map { .run($0) }
    } catch {
      guard error.status == .defect else { throw error }
      return plan.entries.map { _ in .defect(error.message) }
    }
  }
}
