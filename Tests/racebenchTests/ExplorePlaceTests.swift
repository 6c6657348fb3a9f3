import RaceModel
import TestSupport
import Testing

/// Where updaters stage, and whom they keep out for a while.
struct ExplorePlaceTests {
  private func explore(_ updater: String) throws -> Explored {
    let racebench = try RaceExecutable()
    return try racebench.explore(["--updater", updater] + racebench.contents())
  }

  private static let rename = "cp {source} {target}.n && mv {target}.n {target}"

  @Test(
    "A mode that is narrow for a while breaks presence",
    arguments: [
      "chmod 000 {target}; \(rename)", "\(rename); chmod 700 {directory}; chmod 755 {directory}",
      "chmod 200 {target}; chmod 644 {target}; \(rename)",
    ])
  func lockedOut(_ updater: String) throws {
    let found = try explore(updater)
    #expect(found.verdict == .fail && found.exploration.contracts[.presence]?.name == .broken)
  }

  @Test(
    "One that stays does not",
    arguments: ["\(rename); chmod 600 {target}", "\(rename); chmod 700 {directory}"])
  func stays(_ updater: String) throws {
    let found = try explore(updater)
    #expect(found.verdict == .pass && found.exploration.contracts[.presence] == .kept)
  }

  @Test("Staging in the temporary directory breaks staging wherever that lies")
  func temporaryDirectory() throws {
    let found = try explore("t=$(mktemp) && cp {source} $t && mv -f $t {target}")
    #expect(found.exploration.contracts[.staging]?.name == .broken)
  }

  @Test("A directory of its own needs no exclusive file")
  func ownDirectory() throws {
    let found = try explore(
      "d=$(mktemp -d {directory}/x.XXXXXX) && cat {source} > $d/new && mv $d/new {target} && rmdir $d"
    )
    #expect(found.exploration.contracts[.staging] == .kept)
  }

  @Test("A second writer that O_EXCL refuses shares nothing")
  func refused() throws {
    let found = try explore("set -C; cat {source} > {target}.lock && mv {target}.lock {target}")
    withKnownIssue("one name in two runs is taken for shared, though the second is refused") {
      #expect(found.exploration.contracts[.staging] == .kept)
    }
  }

  @Test("Names that are the same text are not the same name")
  func names() throws {
    let found = try explore(
      "\(Self.rename); cd {directory}; touch $(printf '\\376') $(printf '\\377') $(printf 'e\\314\\201') $(printf '\\303\\251')"
    )
    #expect(found.exploration.end.entries.count == 4)
    #expect(Set(found.exploration.end.entries).count == 4)
  }
}
