import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceUpdaters

/// The table of what strategies show, in full, and as users read it.
@Suite struct WeaknessTests {
  /// `any` stands for each of a column's words. The same text stands in docs/strategies.md.
  static let table = """
    | strategy | writers | staging | bytes kept | bytes changed | signer fails |
    | --- | --- | --- | --- | --- | --- |
    | inplace | one | any | empty, truncated | empty, unsigned, truncated | empty, unsigned, truncated |
    | inplace | several | any | empty, truncated, mixed | empty, unsigned, truncated, mixed, foreign | empty, unsigned, truncated, mixed |
    | overwrite | one | any | truncated, mixed | unsigned, truncated, mixed | unsigned, truncated, mixed |
    | overwrite | several | any | truncated, mixed | unsigned, truncated, mixed, foreign | unsigned, truncated, mixed |
    | unlink-create | one | any | missing, empty, truncated | missing, empty, unsigned, truncated | missing, empty, unsigned, truncated |
    | unlink-create | several | any | missing, empty, truncated | missing, empty, unsigned, truncated, mixed, foreign | missing, empty, unsigned, truncated |
    | staged | any | any | – | – | – |
    | staged-durable | any | any | – | – | – |
    | staged-sign-after | one | same | – | unsigned | unsigned |
    | staged-sign-after | several | same | – | unsigned, foreign | unsigned |
    | staged-sign-after | any | other | – | – | – |
    | staged-shared | one | any | – | – | – |
    | staged-shared | several | same | empty, truncated, mixed | empty, unsigned, truncated, mixed, foreign | – |
    | staged-shared | several | other | – | – | – |
    | staged-elsewhere | any | same | – | – | – |
    | staged-elsewhere | any | other | missing, empty, truncated | missing, empty, truncated | – |
    | exchange | any | any | – | – | – |
    | backup-rename | any | same | missing | missing | – |
    | backup-rename | any | other | – | – | – |
    | patch-after-rename | one | same | foreign | foreign | – |
    | patch-after-rename | several | same | mixed, foreign | mixed, foreign | – |
    | patch-after-rename | any | other | – | – | – |
    | symlink-swap | any | any | – | – | – |
    | symlink-relink | any | any | missing | missing | – |
    | foundation-write | any | any | – | – | – |
    """

  /// The rows that are others where bytes are copied through a mapping.
  static let mappedTable = """
    | strategy | writers | staging | bytes kept | bytes changed | signer fails |
    | --- | --- | --- | --- | --- | --- |
    | inplace | one | any | empty, mixed | empty, unsigned, mixed | empty, unsigned, mixed |
    | overwrite | one | any | mixed | unsigned, mixed | unsigned, mixed |
    | unlink-create | one | any | missing, empty, mixed | missing, empty, unsigned, mixed | missing, empty, unsigned, mixed |
    | unlink-create | several | any | missing, empty, mixed | missing, empty, unsigned, mixed, foreign | missing, empty, unsigned, mixed |
    | staged-elsewhere | any | other | missing, empty, mixed | missing, empty, mixed | – |
    """

  /// A strategy under a condition, as a row and a column of the table.
  struct Cell: Hashable {
    let strategy: String
    let signing: Condition.Signing
    let severalWriters: Bool
    let sameFileSystem: Bool
  }

  /// The cells of a table; fails where one is given twice.
  static func cells(_ table: String) throws -> [Cell: [String]] {
    var cells: [Cell: [String]] = [:]
    for line in table.split(separator: "\n").dropFirst(2) {
      let row = line.split(separator: "|").map { $0.split(separator: " ").joined(separator: " ") }
      try #require(row.count == 6)
      for (column, signing) in zip(3..<6, Condition.Signing.allCases) {
        for several in row[1] == "any" ? [false, true] : [row[1] == "several"] {
          for same in row[2] == "any" ? [false, true] : [row[2] == "same"] {
            let cell = Cell(
              strategy: row[0], signing: signing, severalWriters: several, sameFileSystem: same)
            let kinds =
              row[column] == "–" ? [] : row[column].split(separator: ", ").map(String.init)
            #expect(cells.updateValue(kinds, forKey: cell) == nil, "\(cell) is given twice")
          }
        }
      }
    }
    return cells
  }

  @Test(arguments: CopyMethod.allCases)
  func theTableIsTheOneThatTheStrategiesGive(_ copy: CopyMethod) throws {
    var cells = try Self.cells(Self.table)
    #expect(cells.count == Strategies.all.count * 12)
    if copy == .mmap { cells.merge(try Self.cells(Self.mappedTable)) { $1 } }
    for (cell, kinds) in cells {
      let strategy = try #require(Strategies.named(cell.strategy))
      let given = strategy.weaknesses(
        under: Condition(
          signing: cell.signing, severalWriters: cell.severalWriters,
          sameFileSystem: cell.sameFileSystem, copy: copy))
      #expect(given.kinds.map(\.rawValue) == kinds, "\(cell), \(copy)")
    }
  }

  @Test func everyMappedRowDiffersFromItsRowAbove() throws {
    let cells = try Self.cells(Self.table)
    for (cell, kinds) in try Self.cells(Self.mappedTable) where cell.signing == .keepsBytes {
      #expect(cells[cell] != kinds, "\(cell)")
    }
  }

  @Test func theDocumentHoldsBothTablesAndASectionForEach() throws {
    let root = PathCalls.parent(of: PathCalls.parent(of: PathCalls.parent(of: #filePath)))
    let text = String(decoding: try Files.read("\(root)/docs/strategies.md"), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let rows = lines.filter { $0.hasPrefix("| ") }.joined(separator: "\n")
    #expect(rows == Self.table + "\n" + Self.mappedTable)
    let sections = lines.filter { $0.hasPrefix("### ") }.map { String($0.dropFirst(4)) }
    #expect(sections == Strategies.all.map(\.name))
  }

  @Test func namesAreUniqueAndPlain() {
    let names = Strategies.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.allSatisfy { ($0.isLowercase && $0.isASCII) || $0 == "-" } })
    #expect(Strategies.all.allSatisfy { $0.entry.name == $0.name && !$0.summary.hasSuffix(".") })
    for name in names { #expect(Strategies.named(name)?.name == name) }
    #expect(Strategies.named("Staged") == nil)
  }
}
