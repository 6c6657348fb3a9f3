import CLinux
import Glibc

/// Files that are read whole, and may be anything that a user names.
package enum BoundedInput {
  /// Why one was not read.
  package enum Problem: Error {
    case call(SystemCallError)
    /// It is a device, a directory, a FIFO with a name.
    case isNoFile
    /// It has more bytes than are read.
    case isTooLarge
  }

  /// All bytes of a regular file, or of a pipe that this process was started with (`<(command)`, `/dev/stdin`).
  /// - Parameter limit: how many there may be.
  package static func read(_ path: String, limit: Int) throws(Problem) -> [UInt8] {
    do {
      // A FIFO without a writer is not waited for.
      let file = try OpenFile(path, O_RDONLY | O_NONBLOCK)
      let status = try file.status()
      switch status.st_mode & S_IFMT {
      case S_IFREG:
        if status.st_size > limit { throw Problem.isTooLarge }
      case S_IFIFO where isUnnamed(file.descriptor):
        _ = fcntl(file.descriptor, F_SETFL, 0)
      case S_IFDIR: throw SystemCallError("read", path, errno: EISDIR)
      default: throw Problem.isNoFile
      }
      // A file that grows meanwhile, or in /proc says that it has nothing in it, is not trusted.
      let bytes = try file.readToEnd(limit: limit + 1)
      if bytes.count > limit { throw Problem.isTooLarge }
      return bytes
    } catch let problem as Problem {
      throw problem
    } catch let error as SystemCallError {
      throw .call(error)
    } catch {
      throw .isNoFile
    }
  }

  /// Whether it is a pipe and no FIFO: those lie on a file system of their own (PIPEFS_MAGIC, statfs(2)).
  private static func isUnnamed(_ descriptor: Int32) -> Bool {
    var all = statfs()
    return fstatfs(descriptor, &all) == 0 && all.f_type == 0x5049_5045
  }
}
