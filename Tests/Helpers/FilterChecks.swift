import CLinux
import Glibc
import RaceSystem

/// A call that the kernel is told to refuse, as containers and security modules do.
private struct Refusal {
  let call: Int
  /// The first argument with which it is refused; any if nil.
  var argument: UInt32?
  let error: Int32

  /// PR_SET_NO_NEW_PRIVS, which is not imported.
  private static let setNoNewPrivileges: UInt32 = 38

  static let named: [String: Refusal] = [
    "ptrace": Refusal(call: Int(SYS_ptrace), error: EPERM),
    "ptrace-unknown": Refusal(call: Int(SYS_ptrace), error: ENOSYS),
    // Of a kernel before 5.3.
    "call-info": Refusal(
      call: Int(SYS_ptrace), argument: UInt32(PTRACE_GET_SYSCALL_INFO), error: EIO),
    "seccomp": Refusal(call: Int(SYS_seccomp), error: EPERM),
    "seccomp-unknown": Refusal(call: Int(SYS_seccomp), error: EINVAL),
    "privileges": Refusal(call: Int(SYS_prctl), argument: setNoNewPrivileges, error: EINVAL),
  ]

  /// In the classic filter's instructions (seccomp(2)); the number lies at offset 0, the first argument at 16.
  var instructions: [sock_filter] {
    let load = UInt16(BPF_LD | BPF_W | BPF_ABS)
    let equal = UInt16(BPF_JMP | BPF_JEQ | BPF_K)
    let end = UInt16(BPF_RET | BPF_K)
    let onArgument =
      argument.map {
        [
          sock_filter(code: load, jt: 0, jf: 0, k: 16),
          sock_filter(code: equal, jt: 0, jf: 1, k: $0),
        ]
      } ?? []
    return [
      sock_filter(code: load, jt: 0, jf: 0, k: 0),
      sock_filter(code: equal, jt: 0, jf: UInt8(onArgument.count + 1), k: UInt32(call)),
    ] + onArgument + [
      sock_filter(code: end, jt: 0, jf: 0, k: UInt32(SECCOMP_RET_ERRNO) | UInt32(error)),
      sock_filter(code: end, jt: 0, jf: 0, k: UInt32(SECCOMP_RET_ALLOW)),
    ]
  }
}

/// Becomes a program to which a call is refused, and to all that it starts.
func refusing(_ name: String, _ words: ArraySlice<String>) throws {
  guard let refusal = Refusal.named[name] else { return say("no such refusal") }
  // What is asked for its byte before a filter is set: it has no part here.
  let go = try Pipe()
  var byte: UInt8 = 1
  _ = write(go.writeEnd, &byte, 1)
  var report = rb_trace_report()
  let result = refusal.instructions.withUnsafeBufferPointer { buffer in
    var filter = rb_filter(instructions: buffer.baseAddress, count: UInt16(buffer.count))
    return rb_submit_to_trace(go.readEnd, &filter, &report)
  }
  close(go.writeEnd)
  guard result == 0 else { return say("the filter was refused: \(report.error)") }
  alarm(0)
  guard let program = words.first else { return say("no program") }
  var pointers = words.map { strdup($0) } + [nil]
  execv(program, &pointers)
  say("execv: \(errno)")
}
