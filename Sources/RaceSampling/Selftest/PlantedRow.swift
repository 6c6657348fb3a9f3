import RaceModel

/// Judges what planted defects have come to.
enum PlantedRow {
  /// What a defect has to turn a pass into.
  enum Red: Equatable {
    /// The race ends as a defect of racebench and has no result.
    case defect
    /// The verdict is another one.
    case verdict(Verdict)

    var text: String {
      switch self {
      case .defect: "defect"
      case .verdict(let verdict): verdict.rawValue
      }
    }

    func fits(_ showing: Showing) -> Bool {
      switch (self, showing) {
      case (.defect, .defect): true
      case (.verdict(let verdict), .run(let run)): run.judgement.verdict == verdict
      default: false
      }
    }
  }

  /// The row of a defect: the same subject passes without it, and is `red` with it.
  static func row(
    of defect: String, red: Red, without: Showing, with planted: Showing
  ) -> SelftestRow {
    let isGreen = without.verdict == .pass
    let told = isGreen ? planted : without
    return SelftestRow(
      what: defect, condition: isGreen ? "planted" : "not yet planted",
      expected: isGreen ? red.text : "pass", got: told.text, detail: told.reason,
      isExpected: isGreen && red.fits(planted))
  }
}

extension PlantedDefect {
  /// What it does, as a selftest's table calls it.
  var title: String {
    switch self {
    case .skippedLook: "a reader skips a look"
    case .mixedIsStable: "mixed taken for stable"
    case .windowClosesEarly: "windows close early"
    case .controlLeftOut: "a control is not run"
    case .lostCount: "a count is lost"
    case .lateDamage: "damage after the swap"
    }
  }

  /// What must come of it.
  var red: PlantedRow.Red {
    switch self {
    case .skippedLook, .mixedIsStable, .lostCount: .defect
    case .windowClosesEarly, .controlLeftOut: .verdict(.inconclusive)
    case .lateDamage: .verdict(.fail)
    }
  }
}
