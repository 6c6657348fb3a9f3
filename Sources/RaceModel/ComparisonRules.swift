/// The rules by which a difference is called one, and what it means for HEAD.
extension Comparison.Difference {
  /// The verdicts. A finding is final: what saw something forbidden failed, whatever its verdict says.
  ///
  /// A control that was not raced, since the gate was decided before, says nothing about the other side's. And what was
  /// inconclusive may have been caught no more rarely than what fails: then BASE has only shown too little.
  init?(
    verdictsOf base: Run, _ head: Run, _ probability: Double?, _ load: Comparison.Load
  ) {
    if base.role == .control && head.role == .control
      && (base.windows.isEmpty || head.windows.isEmpty)
    {
      return nil
    }
    let (before, after) = (base.finalVerdict, head.finalVerdict)
    let effect: Comparison.Effect =
      switch (before, after) {
      case (.fail, .fail), (.pass, .pass): .same
      case (.pass, .fail): .worse
      // It is there to be caught: if it no longer is, the others' passes are worth less than they were.
      case (.inconclusive, .fail) where isThereToBeCaught(base, head): .better
      case (.inconclusive, .fail):
        load.explainsRise(probability) ? .inconclusive : .worse
      case (.fail, .pass): isThereToBeCaught(base, head) ? .inconclusive : .better
      case (.fail, .inconclusive), (.pass, .inconclusive): .inconclusive
      case (.inconclusive, .pass): .better
      case (.inconclusive, .inconclusive):
        isThereToBeCaught(base, head) ? .same : .inconclusive
      }
    guard before != after || effect != .same else { return nil }
    self.init(.verdict(base: before, head: after), effect)
  }

  /// The shares of caught swaps, the one rate whose units are independent of each other. It decides only between
  /// two that fail: any other verdict says more than a rate.
  init?(sharesOf base: Run, _ head: Run, _ probability: Double?, _ load: Comparison.Load) {
    guard let probability, probability <= Comparison.significance else { return nil }
    let decides =
      base.finalVerdict == .fail && head.finalVerdict == .fail
      && !isThereToBeCaught(base, head)
    self.init(.caughtSwaps, decides ? load.leaves : .same)
  }

  /// The kinds of forbidden states. One that few looks met may have come by luck, so it decides nothing.
  init?(kindsOf base: Run, _ head: Run) {
    guard let change = Comparison.Change(base.partialKinds, head.partialKinds, by: \.self) else {
      return nil
    }
    self.init(.kinds(change), .same)
  }

  /// The forbidden states themselves. Hundreds of them come by luck, so they are compared where they are few; and
  /// digests only mean the same where the contents are the same.
  init?(statesOf base: Run, _ head: Run) {
    let (before, after) = (base.states.distinctPartial, head.states.distinctPartial)
    guard base.contents == head.contents, max(before.count, after.count) <= Self.fewStates,
      let change = Comparison.Change(before, after, by: \.observation)
    else { return nil }
    self.init(.states(change), .same)
  }

  /// What was shown of a contract. The verdict comes first: what failed and passes is better whatever a contract says
  /// that only what passes can be asked for. And one that the scenario does not require decides nothing.
  init?(_ contract: Contract, of base: Run, _ head: Run) {
    guard let before = base.contracts[contract], let after = head.contracts[contract],
      before.name != after.name
    else { return nil }
    let isMended =
      base.finalVerdict == .fail && head.finalVerdict == .pass && !isThereToBeCaught(base, head)
    let isRequired = [base, head].contains { $0.subject.expect?.contracts?[contract] == .kept }
    guard isRequired && !isMended else {
      self.init(.contract(contract, base: before, head: after), .same)
      return
    }
    let effect: Comparison.Effect =
      switch (before.name, after.name) {
      case (.kept, .broken): .worse
      case (.kept, .notChecked): .inconclusive
      case (.broken, .kept): .better
      default: .same
      }
    self.init(.contract(contract, base: before, head: after), effect)
  }

  /// As many states as a person reads one by one.
  private static let fewStates = 4
}

/// Whether both sides have it to show what can be seen, not to pass.
func isThereToBeCaught(_ base: Run, _ head: Run) -> Bool {
  (base.knownBroken && head.knownBroken) || (base.role == .control && head.role == .control)
}

extension Run {
  /// The verdict, but for a finding, which stays one whatever the verdict says.
  package var finalVerdict: Verdict { finding == nil ? judgement.verdict : .fail }

  /// The kinds of the forbidden states that somebody saw, in their fixed order.
  package var partialKinds: [Kind] { Set(states.distinctPartial.map(\.kind)).sorted() }
}
