import Glibc
import RaceModel
import RaceSystem
import Testing

/// A signer that stands still in the first swap until the test lets it go on, so that a race can be met at a
/// place that is known.
struct Gate {
  private let racebench: RaceExecutable

  init(_ racebench: RaceExecutable) { self.racebench = racebench }

  /// The signer. Set-up, where contents are signed before the race, passes freely.
  var signer: String {
    let files = racebench.files
    return "command:case {file} in */published/*) exit 0;; esac; touch \(files)/waiting; "
      + "while ! [ -e \(files)/open ]; do sleep 0.01; done"
  }

  /// A race that comes to the gate.
  func start(_ arguments: [String] = [], strategy: String = "inplace") throws
    -> RaceExecutable.Running
  {
    let race = [
      "--strategy", strategy, "--size", "64KiB", "--seed", "1", "--swaps", "3", "--readers", "2",
      "--format", "json", "--signer", signer,
    ]
    let running = try racebench.start(race + arguments)
    try waitUntilReached()
    return running
  }

  func waitUntilReached() throws {
    try Processes.wait("the gate") { racebench.exists("waiting") ? () : nil }
  }

  func open() throws { try racebench.write("open", "") }
}
