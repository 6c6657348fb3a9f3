import FoundationEssentials
import RaceModel

/// Saved reports, read back.
package enum ReportFile {
  /// The races in a file of `racebench/1`: one object, or a list of them as several reports are written.
  ///
  /// Takes any bytes. What is no report fails with `badData` on one line that names the file, the place in it and
  /// what was expected there: `result.json: runs[1].states[3].count: expected a whole number, got text`.
  ///
  /// - Parameter path: what messages call the file.
  package static func decode(
    _ bytes: some Sequence<UInt8>, path: String
  ) throws(Failure) -> [Report] {
    try decode(Array(bytes), path: path, as: Report.self)
  }

  /// The same of a file that holds races or explorations. A list of both is refused.
  package static func decodeAny(
    _ bytes: some Sequence<UInt8>, path: String
  ) throws(Failure) -> SavedReports {
    let bytes = Array(bytes)
    let kinds = kinds(in: bytes)
    guard kinds.contains(ExplorationReport.kind) else {
      return .races(try decode(bytes, path: path, as: Report.self))
    }
    if kinds.contains(Report.kind) {
      throw failure(path, "got races and explorations in one list; expected reports of one kind")
    }
    return .explorations(try decode(bytes, path: path, as: ExplorationReport.self))
  }

  private static func decode<Saved: Decodable>(
    _ bytes: [UInt8], path: String, as type: Saved.Type
  ) throws(Failure) -> [Saved] {
    guard bytes.contains(where: { !isBlank($0) }) else {
      throw failure(path, "expected a report (\(Report.schema)), but the file is empty")
    }
    // The decoder names no place for bytes that are no UTF-8, and takes commas that JSON has not.
    if let problem = InvalidJSON.encodingProblem(in: bytes) ?? InvalidJSON.grammarProblem(in: bytes)
    {
      throw failure(path, problem)
    }
    do {
      let reports = try values(of: Saved.self, in: bytes)
      guard !reports.isEmpty else { throw failure(path, "expected a report, got an empty list") }
      return reports
    } catch let failure as Failure {
      throw failure
    } catch let error as DecodingError where isPlaceless(error) {
      throw failure(path, InvalidJSON.text(of: bytes) { isInvalid($0, as: Saved.self) })
    } catch let error as DecodingError {
      throw failure(path, DecodingText.text(of: error))
    } catch {
      throw failure(path, "expected a report (\(Report.schema)): \(error)")
    }
  }

  /// One object, or a list of them.
  private static func values<Saved: Decodable>(
    of type: Saved.Type, in bytes: [UInt8]
  ) throws -> [Saved] {
    guard bytes.first(where: { !isBlank($0) }) == UInt8(ascii: "[") else {
      return [try JSONDecoder().decode(Saved.self, from: Data(bytes))]
    }
    return try JSONDecoder().decode([Saved].self, from: Data(bytes))
  }

  private struct Kind: Decodable { let kind: String? }

  /// What the reports say that they are; nothing where they do not say it.
  private static func kinds(in bytes: [UInt8]) -> Set<String> {
    Set(((try? values(of: Kind.self, in: bytes)) ?? []).compactMap(\.kind))
  }

  /// Whether the decoder itself found the data invalid; what our own types refuse has a place.
  private static func isPlaceless(_ error: DecodingError) -> Bool {
    if case .dataCorrupted(let context) = error { context.codingPath.isEmpty } else { false }
  }

  private static func isInvalid<Saved: Decodable>(_ bytes: [UInt8], as type: Saved.Type) -> Bool {
    do {
      _ = try values(of: Saved.self, in: bytes)
      return false
    } catch {
      return (error as? DecodingError).map(isPlaceless) ?? false
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    [UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t")].contains(byte)
  }

  private static func failure(_ path: String, _ problem: String) -> Failure {
    let problem = Text.cut(Text.printable(problem), to: RunNotes.longestText)
    return Failure(.badData, "\(Text.printable(path)): \(problem)")
  }
}

/// What a file of `racebench/1` holds, at least one.
package enum SavedReports: Sendable {
  case races([Report])
  case explorations([ExplorationReport])
}
