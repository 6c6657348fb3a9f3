import Glibc
import RaceModel

/// The one clock that everything is measured by: `CLOCK_MONOTONIC`, in nanoseconds.
package enum Clock {
  /// The time on `CLOCK_MONOTONIC`, in nanoseconds.
  @inlinable
  package static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(bitPattern: Int64(time.tv_sec)) &* 1_000_000_000
      &+ UInt64(bitPattern: Int64(time.tv_nsec))
  }

  /// The time at which `span` from now is over, in nanoseconds; the end of time where that is never.
  package static func now(plus span: TimeSpan) -> UInt64 {
    let (sum, overflow) = now().addingReportingOverflow(span.nanoseconds)
    return overflow ? .max : sum
  }

  /// Sleeps until `deadline`, whatever signals come in between.
  package static func sleep(until deadline: UInt64) {
    var time = timespec(
      tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
    while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
  }

  /// Keeps the processor busy until `deadline`.
  package static func spin(until deadline: UInt64) {
    while now() < deadline {}
  }

  /// The wall clock in UTC, as ISO 8601 writes it: `2026-01-31T12:00:00Z`.
  package static func timestamp() -> String {
    var seconds = time(nil)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func pad(_ value: Int32, _ width: Int = 2) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = "\(pad(parts.tm_year + 1900, 4))-\(pad(parts.tm_mon + 1))-\(pad(parts.tm_mday))"
    return "\(date)T\(pad(parts.tm_hour)):\(pad(parts.tm_min)):\(pad(parts.tm_sec))Z"
  }
}
