import CLinux
import Glibc
import RaceModel

/// How a call is written in a step: its name, the files by their names on the stage, and what matters of its flags and
/// counts; nothing that differs from run to run by itself, such as numbers of descriptors.
struct StepText {
  let names: PlaceNames

  /// The call with its files as they were before it.
  func text(of site: CallSite, _ files: [CallSite.File]) -> String {
    let quoted = files.map { "\"\(names.name(of: $0.path))\"" }
    let arguments: [String]
    switch site.call.action {
    case .rename, .link:
      arguments = [quoted.joined(separator: " → ")]
    case .symlink:
      let held = site.memory.bytes(at: site.arguments[0]).map {
        "\"\(names.name(of: String(decoding: $0, as: UTF8.self)))\""
      }
      arguments = [([held].compactMap(\.self) + quoted).joined(separator: " → ")]
    case .write(let count):
      // From the file that is read to the one that is written, as for renames.
      arguments = [quoted.reversed().joined(separator: " → "), Self.count(site.arguments[count])]
    case .writeParts(let place, _):
      arguments = quoted + [Count.text(site.arguments[place + 1], "part")]
    case .open, .create, .openHow:
      arguments = quoted + [Self.flags(site.openFlags ?? 0)]
    case .change where ["ftruncate", "truncate"].contains(site.call.name):
      arguments = quoted + ["\(site.arguments[1])"]
    case .alter where ["fchmod", "chmod"].contains(site.call.name):
      arguments = quoted + [Self.octal(site.arguments[1])]
    case .alter where ["fchmodat", "fchmodat2"].contains(site.call.name):
      arguments = quoted + [Self.octal(site.arguments[2])]
    case .unmap, .protect, .writeBack, .remap, .punch, .punchParts: arguments = []
    default: arguments = quoted
    }
    return "\(site.call.name)(\(arguments.joined(separator: ", ")))"
  }

  private static func flags(_ flags: Int32) -> String {
    let access =
      switch flags & O_ACCMODE {
      case O_RDONLY: "O_RDONLY"
      case O_WRONLY: "O_WRONLY"
      default: "O_RDWR"
      }
    let named: [(Int32, String)] = [
      (O_CREAT, "O_CREAT"), (O_EXCL, "O_EXCL"), (O_TRUNC, "O_TRUNC"), (O_APPEND, "O_APPEND"),
      (O_DSYNC, "O_DSYNC"),
    ]
    let others = named.filter { flags & $0.0 != 0 }.map(\.1)
    let unnamed = flags & rb_o_tmpfile == rb_o_tmpfile ? ["O_TMPFILE"] : []
    return ([access] + others + unnamed).joined(separator: "|")
  }

  /// Programs that copy all that there is ask for as much as goes.
  private static func count(_ bytes: UInt64) -> String { bytes < 1 << 40 ? "\(bytes)" : "…" }

  private static func octal(_ mode: UInt64) -> String { "0" + String(mode & 0o7777, radix: 8) }
}
