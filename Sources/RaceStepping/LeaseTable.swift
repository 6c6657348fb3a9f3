import Glibc
import RaceSystem

/// The leases on files (fcntl(2), F_SETLEASE), as /proc/locks lists them.
///
/// Asked before the target is opened: under a lease on writing a reader has to wait until its holder gives it up, and
/// the attempt alone sends that a signal, which ends one that does not expect it. The kernel lets a read of that file
/// wait until no processor is about to change a lock (`percpu_down_write` in fs/locks.c): 10 ms for the first one, so it
/// is read only where there can be a lease.
struct LeaseTable: ~Copyable {
  private let descriptor: Int32
  private let buffer: UnsafeMutableRawBufferPointer

  init() {
    descriptor = open("/proc/locks", O_RDONLY | O_CLOEXEC)
    buffer = .allocate(byteCount: 65536, alignment: 16)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    buffer.deallocate()
  }

  /// Whether a reader that opens the file still has to wait so many nanoseconds from now.
  borrowing func holdsUp(_ status: stat, after patience: UInt64) -> Bool {
    let deadline = Clock.now() + patience
    while holdsUp(status) {
      if Clock.now() >= deadline { return true }
      _ = Waiting.ready([], timeout: 5)
    }
    return false
  }

  private borrowing func holdsUp(_ status: stat) -> Bool {
    guard descriptor >= 0 else { return false }
    var offset: off_t = 0
    var text: [UInt8] = []
    // One read gives whole lines, as many as fit.
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, offset)
      if count <= 0 { break }
      text += buffer[..<count]
      offset += off_t(count)
    }
    // Mostly there is none.
    guard text.contains(UInt8(ascii: "L")) else { return false }
    let device = status.st_dev
    let major = (device >> 8) & 0xfff | (device >> 32) & ~0xfff
    let minor = device & 0xff | (device >> 12) & ~0xff
    let place = "\(Self.hex(UInt64(major))):\(Self.hex(UInt64(minor))):\(status.st_ino)"
    return String(decoding: text, as: UTF8.self).split(separator: "\n").contains { line in
      // Number, LEASE, ACTIVE or BREAKING, what is left of it, process, place.
      let words = line.split(separator: " ")
      return words.count > 5 && words[1] == "LEASE" && words[5] == place
        && (words[3] == "WRITE" || words[2] == "BREAKING")
    }
  }

  private static func hex(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return digits.count < 2 ? "0\(digits)" : digits
  }
}
