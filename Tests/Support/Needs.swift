import Glibc
import RaceSystem

/// What some tests need of the machine; those that lack it are skipped with the reason.
package enum Needs {
  package static let rootReason: String = "needs root, for mounts and owners"
  package static let ordinaryUserReason: String = "needs a user whom permissions bind; root is none"
  package static let mountsReason: String = "needs root and unshare(1), for mounts of its own"
  package static let sharedMemoryReason: String = "needs /dev/shm on another file system than /tmp"

  package static var root: Bool { geteuid() == 0 }

  /// Mounts that only the command's own mount namespace sees, so that they are gone with it.
  package static let mounts: Bool = root && succeeds("unshare -m --propagation private true")

  /// A tmpfs beside the file system of /tmp.
  package static let otherFileSystem: Bool = {
    guard let memory = try? PathCalls.status("/dev/shm"), let disk = try? PathCalls.status("/tmp")
    else { return false }
    return memory.st_dev != disk.st_dev && access("/dev/shm", W_OK) == 0
  }()

  /// Whether the program lies where the tests' programs are looked for; says so if not.
  package static func program(_ name: String) -> Bool {
    let isThere = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].contains {
      access("\($0)/\(name)", X_OK) == 0
    }
    if !isThere { print("skipped: needs \(name)") }
    return isThere
  }

  package static func succeeds(_ command: String) -> Bool {
    (try? Command(command).run().end.succeeded) ?? false
  }
}
