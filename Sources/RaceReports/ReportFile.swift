import FoundationEssentials
import RaceModel

/// Saved reports, read back.
package enum ReportFile {
  /// The reports in a file of `racebench/1`: one object, or a list of them as several reports are written.
  ///
  /// Takes any bytes. What is no report fails with `badData` on one line that names the file, the place in it and
  /// what was expected there: `result.json: runs[1].states[3].count: expected a whole number, got text`.
  ///
  /// - Parameter path: what messages call the file.
  package static func decode(
    _ bytes: some Sequence<UInt8>, path: String
  ) throws(Failure) -> [Report] {
    let bytes = Array(bytes)
    guard let first = bytes.first(where: { !isBlank($0) }) else {
      throw failure(path, "expected a report (\(Report.schema)), but the file is empty")
    }
    do {
      guard first == UInt8(ascii: "[") else {
        return [try JSONDecoder().decode(Report.self, from: Data(bytes))]
      }
      let reports = try JSONDecoder().decode([Report].self, from: Data(bytes))
      guard !reports.isEmpty else { throw failure(path, "expected a report, got an empty list") }
      return reports
    } catch let failure as Failure {
      throw failure
    } catch let error as DecodingError where isPlaceless(error) {
      throw failure(path, InvalidJSON.text(of: bytes, isInvalid: isInvalid))
    } catch let error as DecodingError {
      throw failure(path, DecodingText.text(of: error))
    } catch {
      throw failure(path, "expected a report (\(Report.schema)): \(error)")
    }
  }

  /// Whether the decoder itself found the data invalid; what our own types refuse has a place.
  private static func isPlaceless(_ error: DecodingError) -> Bool {
    if case .dataCorrupted(let context) = error { context.codingPath.isEmpty } else { false }
  }

  private static func isInvalid(_ bytes: [UInt8]) -> Bool {
    do {
      if bytes.first(where: { !isBlank($0) }) == UInt8(ascii: "[") {
        _ = try JSONDecoder().decode([Report].self, from: Data(bytes))
      } else {
        _ = try JSONDecoder().decode(Report.self, from: Data(bytes))
      }
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
