import RaceModel
import Testing

@testable import RaceScenarios

@Suite("What a scenario file expects of a subject")
struct ExpectationTests {
  private func expectation(_ yaml: String) throws -> Expectation? {
    try parsed("subjects: [{strategy: staged, expect: \(yaml)}]").subjects?.first?.expect
  }

  @Test("Every key is read")
  func everyKey() throws {
    let yaml = """
      subjects:
        - staged
        - strategy: inplace
          expect:
            verdict: fail
            partialReads: ">0"
            kinds: [stable, empty, truncated]
            contracts:
              content: broken
              presence: not checked
              rollback: kept
      """
    let subjects = try #require(try parsed(yaml).subjects)
    #expect(
      subjects == [
        SubjectDraft(strategy: "staged"),
        SubjectDraft(
          strategy: "inplace",
          expect: Expectation(
            verdict: .fail, partialReads: CountCondition(.above, 0),
            kinds: [.stable, .empty, .truncated],
            contracts: [.content: .broken, .presence: .notChecked, .rollback: .kept])),
      ])
  }

  @Test("One key is enough, and the others say nothing")
  func single() throws {
    #expect(try expectation("{verdict: inconclusive}") == Expectation(verdict: .inconclusive))
    #expect(
      try expectation("{partialReads: 0}") == Expectation(partialReads: CountCondition(.exactly, 0))
    )
    #expect(try expectation("{kinds: [stable]}") == Expectation(kinds: [.stable]))
    #expect(
      try expectation("{contracts: {rollback: broken}}")
        == Expectation(contracts: [.rollback: .broken]))
  }

  @Test(
    "Counts are written bare or as text with a sign",
    arguments: [
      ("0", CountCondition(.exactly, 0)), ("'0'", CountCondition(.exactly, 0)),
      ("18446744073709551615", CountCondition(.exactly, .max)), ("<=5", CountCondition(.atMost, 5)),
      ("'>= 5'", CountCondition(.atLeast, 5)), ("'<1'", CountCondition(.below, 1)),
    ])
  func counts(_ yaml: String, _ condition: CountCondition) throws {
    #expect(try expectation("{partialReads: \(yaml)}") == Expectation(partialReads: condition))
  }

  @Test(
    "What only looks like a contradiction is none",
    arguments: [
      "{verdict: fail, partialReads: 0}", "{verdict: fail, kinds: [stable]}",
      "{verdict: pass, partialReads: '<=5'}", "{verdict: pass, kinds: [stable, empty]}",
      "{verdict: inconclusive, kinds: [missing]}",
      "{verdict: pass, contracts: {rollback: not checked}}",
      "{verdict: pass, contracts: {content: kept, presence: kept, rollback: kept}}",
      "{verdict: fail, contracts: {content: broken, presence: not checked, rollback: kept}}",
      "{verdict: inconclusive, contracts: {content: not checked, rollback: kept}}",
      "{kinds: [stable, empty], partialReads: '>0'}",
      "{verdict: pass, contracts: {truth: broken, inode: broken, metadata: broken, monotone: broken}}",
      "{verdict: pass, contracts: {symlink: broken, leftovers: broken, truth: not checked}}",
      "{verdict: pass, contracts: {monotone: not checked}}",
      "{verdict: pass, contracts: {monotone: kept}}",
      "{verdict: fail, contracts: {truth: kept, inode: kept, metadata: kept, symlink: kept}}",
      "{verdict: inconclusive, contracts: {truth: kept, leftovers: broken, monotone: broken}}",
    ])
  func noContradiction(_ yaml: String) throws { #expect(try expectation(yaml) != nil) }

  @Test("Each kind, verdict and state of a contract is known")
  func names() throws {
    for kind in Kind.allCases {
      #expect(try expectation("{kinds: [\(kind.rawValue)]}")?.kinds == [kind])
    }
    for verdict in Verdict.allCases {
      #expect(try expectation("{verdict: \(verdict.rawValue)}")?.verdict == verdict)
    }
    for contract in Engine.sampling.contracts {
      for state in ContractState.Name.allCases {
        let contracts = try expectation(
          "{contracts: {\(contract.rawValue): \(state.rawValue)}}")?.contracts
        #expect(contracts == [contract: state])
      }
    }
  }
}
