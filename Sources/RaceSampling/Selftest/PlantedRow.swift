import RaceModel

/// Judges what planted defects have come to.
enum PlantedRow {
  /// What a defect has to turn a pass into.
  struct Red: Equatable {
    let outcome: SelftestRow.Outcome
    /// What the reason must say, so that nothing else that is wrong passes for the defect.
    let phrase: String

    init(_ outcome: SelftestRow.Outcome, saying phrase: String) {
      self.outcome = outcome
      self.phrase = phrase
    }

    func fits(_ showing: Showing) -> Bool {
      showing.outcome == outcome && showing.reason.contains(phrase)
    }
  }

  /// The row of a defect: the same subject passes without it, and is `red` with it.
  static func row(
    of defect: String, red: Red, without: Showing, with planted: Showing
  ) -> SelftestRow {
    guard without.outcome == .verdict(.pass) else {
      return SelftestRow(
        what: defect, condition: "not yet planted", expected: .verdict(.pass), got: without.outcome,
        detail: without.gist)
    }
    let isOther = planted.outcome == red.outcome && !red.fits(planted)
    return SelftestRow(
      what: defect, condition: "planted", expected: red.outcome,
      got: isOther ? .otherwise(planted.outcome) : planted.outcome,
      detail: isOther ? "not for “\(red.phrase)”, but: \(planted.gist)" : planted.gist)
  }
}

extension PlantedRow {
  /// The row of a defect that breaks a contract which the same subject keeps without it.
  static func row(
    of defect: String, breaking contract: Contract, without: Showing, with planted: Showing
  ) -> SelftestRow {
    let kept = without.outcome(of: contract) == .contract(contract, .kept)
    let showing = kept ? planted : without
    return SelftestRow(
      what: defect, condition: kept ? "planted" : "not yet planted",
      expected: .contract(contract, kept ? .broken : .kept), got: showing.outcome(of: contract),
      detail: showing.evidence(of: contract))
  }
}

extension Showing {
  /// What came of a contract.
  fileprivate func outcome(of contract: Contract) -> SelftestRow.Outcome {
    switch self {
    case .run(let run): .contract(contract, run.contracts[contract]?.name ?? .notChecked)
    case .defect: .defect
    }
  }

  fileprivate func evidence(of contract: Contract) -> String {
    switch self {
    case .run(let run): run.contracts[contract]?.evidence ?? ""
    case .defect(let reason): reason
    }
  }
}

extension PlantedRow.Red {
  /// Of a staging file that is left where the signer fails.
  static let leftFile = Self(.verdict(.fail), saying: "did not roll back; first: it left \"")
  /// Of a swap that changes nothing.
  static let idle = Self(.verdict(.inconclusive), saying: "the updater changes nothing")
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
    case .skippedLook: .init(.defect, saying: "looks that it was asked for")
    case .mixedIsStable: .init(.defect, saying: "one stable content more")
    case .windowClosesEarly:
      .init(.verdict(.inconclusive), saying: "the control backup-rename was not caught")
    case .controlLeftOut:
      .init(.verdict(.inconclusive), saying: "the control backup-rename was not raced")
    case .lostCount: .init(.defect, saying: "add up to")
    case .lateDamage: .init(.verdict(.fail), saying: "of them outside every window, in 0 of")
    }
  }
}
