extension Comparison {
  /// A subject on both sides. A side on which it is missing is nil; never are both.
  package struct Pair: Hashable, Sendable {
    /// What BASE has of it.
    package let base: Run?
    /// What HEAD has of it.
    package let head: Run?
    /// How probable it is that noise alone shows caught shares as different as these (Fisher's exact test, adjusted
    /// for all subjects after Holm); nil where that was not tested.
    package let probability: Double?
    /// What differs, and what keeps a difference from being seen.
    package let differences: [Difference]

    /// Finds the differences.
    ///
    /// - Parameter load: what another load of the machine leaves of other caught shares.
    init(base: Run?, head: Run?, probability: Double?, load: Load) {
      self.base = base
      self.head = head
      self.probability = probability
      differences =
        switch (base, head) {
        case (let base?, let head?):
          [
            Difference(verdictsOf: base, head, probability, load),
            Difference(sharesOf: base, head, probability, load),
            Difference(kindsOf: base, head), Difference(statesOf: base, head),
          ].compactMap(\.self)
            + Contract.allCases.compactMap { Difference($0, of: base, head) }
        case (_?, nil): [Difference(.went, .inconclusive)]
        default: [Difference(.appeared, .same)]
        }
    }

    /// What the subject is called on both sides.
    package var name: String { (head ?? base)?.subject.name ?? "" }
    /// Why it takes part, on both sides.
    package var role: Role { (head ?? base)?.role ?? .subject }
    /// What all differences together mean.
    package var effect: Effect { .together(differences.map(\.effect)) }
  }

  /// One thing that differs, and what it means for HEAD.
  package struct Difference: Hashable, Sendable {
    /// What differs.
    package enum Aspect: Hashable, Sendable {
      /// The subject stands in HEAD only.
      case appeared
      /// The subject stands in BASE only: nobody knows how it would do now.
      case went
      /// The verdict; the same one on both sides if that leaves the question open.
      case verdict(base: Verdict, head: Verdict)
      /// The share of swaps that were caught, by more than noise explains.
      case caughtSwaps
      /// Kinds of forbidden states.
      case kinds(Change<Kind>)
      /// Forbidden states, where both sides have only a few and the contents are the same.
      case states(Change<State>)
      /// What the race has shown of a contract.
      case contract(Contract, base: ContractState, head: ContractState)
    }

    /// What differs.
    package let aspect: Aspect
    /// What that means.
    package let effect: Effect

    init(_ aspect: Aspect, _ effect: Effect) {
      self.aspect = aspect
      self.effect = effect
    }
  }

  /// What stands in one of two lists only.
  package struct Change<Element: Hashable & Sendable>: Hashable, Sendable {
    /// In HEAD only, in its order.
    package let appeared: [Element]
    /// In BASE only, in its order.
    package let went: [Element]

    /// Nil where both have the same, told by `key`.
    init?(_ base: [Element], _ head: [Element], by key: (Element) -> some Hashable) {
      let (before, after) = (Set(base.map(key)), Set(head.map(key)))
      appeared = head.filter { !before.contains(key($0)) }
      went = base.filter { !after.contains(key($0)) }
      if appeared.isEmpty && went.isEmpty { return nil }
    }
  }
}
