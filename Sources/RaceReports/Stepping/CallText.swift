import RaceModel

/// Calls for people.
enum CallText {
  /// The call with its first argument alone, up to a comma between no quotation marks: `write("target.bin")`.
  static func short(_ call: String) -> String {
    var isQuoted = false
    for place in call.unicodeScalars.indices {
      switch call.unicodeScalars[place] {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: return call[..<place] + ")"
      default: break
      }
    }
    return call
  }

  /// ` = ENOSPC` behind a call that failed.
  static func failure(_ result: Step.Result) -> String {
    switch result {
    case .returned: ""
    case .failed(let errno): " = \(ErrnoName.text(errno))"
    case .lost: " = ? (its process ended)"
    }
  }

  /// Whether a call that failed may be why the updater did something else: one that was to change a name or needed
  /// room. What programs try and do otherwise where it fails (reflinks, files that may be there already) is none.
  static func explains(_ step: Step, in steps: [Step]) -> Bool {
    guard case .failed(let errno) = step.result else { return false }
    switch ErrnoName.text(errno) {
    case "ENOSPC", "EDQUOT", "EIO", "EFBIG", "EROFS", "ETXTBSY": return true
    case "ENOENT": return step.name.hasPrefix("rename")
    // mv asks first for a name that is not there (RENAME_NOREPLACE), and then goes on with a plain rename.
    case "EEXIST": return step.name.hasPrefix("rename") && !isRepeated(step, in: steps)
    case "EINTR", "EAGAIN", "ENOSYS", "ENOTTY": return false
    default:
      let ofNames = ["rename", "link", "symlink", "unlink", "open", "creat", "truncate"]
      return ofNames.contains { step.name.hasPrefix($0) }
    }
  }
}

extension CallText {
  /// Whether the same is renamed to the same name soon after.
  private static func isRepeated(_ step: Step, in steps: [Step]) -> Bool {
    let names = step.call.dropFirst(step.name.count)
    return steps.dropFirst(step.index).prefix(8).contains {
      $0.name.hasPrefix("rename") && $0.call.dropFirst($0.name.count) == names
    }
  }
}

/// Who makes the calls of an exploration, for people.
struct Callers: Sendable {
  private let isOne: Bool
  /// For each program the numbers of its processes.
  private let processes: [String: Set<Int>]

  init(of steps: [Step]) {
    isOne = Set(steps.map(\.process)).count <= 1
    processes = Dictionary(grouping: steps) { $0.program ?? "" }
      .mapValues { Set($0.map(\.process)) }
  }

  /// `cp: `, or `cp[4]: ` where several of them ran; the number alone where the program is not known, and nothing
  /// where all calls are of one process.
  func name(of step: Step) -> String {
    guard !isOne else { return "" }
    guard let program = step.program, !program.isEmpty else { return "[\(step.process)] " }
    let number = processes[program, default: []].count > 1 ? "[\(step.process)]" : ""
    return "\(program)\(number): "
  }
}
