/// What a run has shown.
package enum Verdict: String, Codable, CaseIterable, Sendable {
  /// Nothing forbidden was seen, and it could have been.
  case pass
  /// Something forbidden was seen.
  case fail
  /// Nothing forbidden was seen, and the run was too weak to have seen it.
  case inconclusive

  /// The verdict on several together: fail beats inconclusive beats pass. Nothing at all is inconclusive.
  package static func together(_ verdicts: some Sequence<Verdict>) -> Verdict {
    let all = Set(verdicts)
    if all.contains(.fail) { return .fail }
    return all == [.pass] ? .pass : .inconclusive
  }
}

/// Why a subject takes part.
package enum Role: String, Codable, Sendable {
  /// It is what the question is about.
  case subject
  /// It is known to be broken, and shows what can be seen here.
  case control
}

/// A verdict with its reason, one line for people.
package struct Judgement: Hashable, Sendable {
  /// What was shown.
  package let verdict: Verdict
  /// Why, in one line.
  package let reason: String
  /// The chance, at the most, that something as broken as the control would have shown nothing in as many swaps:
  /// to looks of any sort or to reads alone, whichever is greater. Nil where no control says.
  package let chanceOfMissing: Double?
  /// Why a gate's pass says nothing of presence, in one line; nil where it does.
  package let presenceUnshown: String?

  /// Takes each value as it is.
  package init(
    _ verdict: Verdict, _ reason: String, chanceOfMissing: Double? = nil,
    presenceUnshown: String? = nil
  ) {
    self.verdict = verdict
    self.reason = reason
    self.chanceOfMissing = chanceOfMissing
    self.presenceUnshown = presenceUnshown
  }
}
