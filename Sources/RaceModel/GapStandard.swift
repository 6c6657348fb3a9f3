/// The control that shows how short a gap in the name these readers meet: that of two calls, for no real updater has a
/// narrower hole.
///
/// Does not show: that a gap is met which lasts for one call less, or none; `explore` sees it.
package enum GapStandard {
  /// The strategy: the target is renamed aside, then the new file in.
  package static let strategy = "backup-rename"

  /// Whether the run is one of it.
  static func isRaced(in run: Run) -> Bool {
    run.role == .control && run.subject.updater.strategy?.name == strategy
  }

  /// Why a subject in which nothing was seen is not shown to keep its path; nil where something as narrow was raced
  /// beside it, was caught by the same readers, and would have been seen in as many swaps.
  static func whyUnshown(
    of run: Run, beside controls: [Run], confidence: Double, stopping: GateJudge.Stopping
  ) -> String? {
    let raced = controls.filter(isRaced)
    guard let first = raced.first else {
      return
        "presence is not checked: a gap between two calls was not tried; --control \(strategy) "
        + "tries it\(run.hasNoGlancers ? ", with --glancers 4" : "")"
    }
    let isShown = raced.contains { control in
      GateJudge.uselessness(of: control, for: run) == nil
        && Power.least(
          of: run, beside: [control], by: [.all], confidence: confidence, stopping: stopping)?
          .shortfall(at: confidence) == nil
    }
    if isShown { return nil }
    let help =
      run.hasNoGlancers
      ? "--glancers 4 tries it" : "more swaps or glancers (--glancers) would show more"
    return
      "presence is not checked: a gap between two calls would show these readers too little "
      + "(\(first.catchText(by: .all))); \(help)"
  }
}

extension Run {
  fileprivate var hasNoGlancers: Bool { glancers == 0 }
}
