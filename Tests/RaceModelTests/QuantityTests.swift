import TestSupport
import Testing

@testable import RaceModel

/// Sizes and durations as people write them.
struct QuantityTests {
  @Test(
    arguments: [
      ("4096B", 4096), ("0B", 0), ("64KiB", 65_536), ("7.8MB", 7_800_000), ("1kB", 1000),
      ("1KB", 1000), ("1.5GiB", 1_610_612_736), ("0.5KB", 500), ("2TB", 2_000_000_000_000),
      ("007B", 7), ("1.000B", 1), ("9223372036854775807B", 9_223_372_036_854_775_807),
    ] as [(String, UInt64)])
  func sizesAreRead(_ text: String, _ bytes: UInt64) {
    #expect(ByteCount(parsing: text)?.bytes == bytes)
  }

  @Test(arguments: [
    "", " ", ".", "B", "7.8", "12", "1..2MB", "1.2.3MB", ".5MB", "5.MB", "-1B", "+1B", "1e3B",
    "0.5B",
    "1.0001kB", "7.8mb", "7.8 MB", " 7B", "7B ", "7Mb", "7MIB", "\u{661}B", "\u{FF11}B",
    "1\u{301}B",
    "9223372036854775808B", "18446744073709551616B", "99999999999TB", "0x10B", "1_000B", "1,5MB",
    "0.0000000001TB", "nan", "infMB",
  ])
  func badSizesAreRefused(_ text: String) {
    #expect(ByteCount(parsing: text) == nil)
  }

  @Test(
    arguments: [
      ("40ms", 40_000_000), ("2s", 2_000_000_000), ("1.5m", 90_000_000_000),
      ("1h", 3_600_000_000_000),
      ("3us", 3000), ("3\u{B5}s", 3000), ("3\u{3BC}s", 3000), ("7ns", 7), ("0s", 0), ("0.5us", 500),
    ] as [(String, UInt64)])
  func durationsAreRead(_ text: String, _ nanoseconds: UInt64) {
    #expect(TimeSpan(parsing: text)?.nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    "", "40", ".", "s", "1..2s", "-1s", "1e3ms", "0.5ns", "40MS", "40 ms", "\u{661}s", "1d",
    "3000000h",
    "18446744073709551616ns",
  ])
  func badDurationsAreRefused(_ text: String) {
    #expect(TimeSpan(parsing: text) == nil)
  }

  @Test func whatIsWrittenIsReadBack() {
    var random = SeededGenerator(seed: 1)
    for round in 0..<20_000 {
      // Every magnitude, round numbers as well as odd ones.
      let bits = UInt64.random(in: 0...UInt64(Int64.max), using: &random) >> UInt64(round % 63)
      let tens = [1, 10, 1000, 100_000, 1_000_000, 1_000_000_000] as [UInt64]
      let ten = tens[round % tens.count]
      let value = bits / ten * ten
      #expect(ByteCount(parsing: ByteCount(value).exact)?.bytes == value)
      let span = TimeSpan(nanoseconds: value)
      #expect(TimeSpan(parsing: span.exact) == span)
    }
  }

  @Test(
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "1 KB"), (4096, "4.1 KB"), (999_949, "999.9 KB"),
      (999_950, "1 MB"), (3_300_000, "3.3 MB"), (7_410_000, "7.4 MB"), (7_450_000, "7.5 MB"),
      (999_950_000, "1 GB"), (1_234_567_890_123, "1234.6 GB"),
    ] as [(UInt64, String)])
  func sizesAreRoundedForTables(_ bytes: UInt64, _ text: String) {
    #expect(ByteCount(bytes).short == text)
  }

  @Test(
    arguments: [
      (0, "0B"), (1000, "1KB"), (4096, "4.096KB"), (7_800_000, "7.8MB"), (7_800_001, "7800.001KB"),
      (1_000_000_000, "1GB"), (.max, "18446744073709551.615KB"),
    ] as [(UInt64, String)])
  func sizesAreWrittenExactly(_ bytes: UInt64, _ text: String) {
    #expect(ByteCount(bytes).exact == text)
  }
}
