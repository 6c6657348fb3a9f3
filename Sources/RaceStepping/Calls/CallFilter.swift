import CLinux

/// The program that the kernel runs at each call of the updater, in the classic Berkeley Packet Filter's instructions
/// (seccomp(2)): what is to stop, what is refused, and what goes on at full speed.
struct CallFilter: Sendable {
  /// What the tracer is told with a stop. An updater may have a filter of its own that stops (SECCOMP_RET_TRACE); of two
  /// that do so the kernel hands on the newer one's value, so that these tell whose stop it is.
  static let own: UInt32 = 0x7b1e
  /// The same of a call in another architecture's terms.
  static let foreign: UInt32 = 0x7b1f

  /// The instructions.
  let instructions: [sock_filter]

  /// Offsets into `struct seccomp_data`.
  private enum Field {
    static let number: UInt32 = 0
    static let architecture: UInt32 = 4
    static let arguments: UInt32 = 16
  }

  /// The instructions' codes, whose macros cannot be imported.
  private enum Code {
    static let load = UInt16(BPF_LD | BPF_W | BPF_ABS)
    static let equal = UInt16(BPF_JMP | BPF_JEQ | BPF_K)
    static let bits = UInt16(BPF_JMP | BPF_JSET | BPF_K)
    static let and = UInt16(BPF_ALU | BPF_AND | BPF_K)
    static let result = UInt16(BPF_RET | BPF_K)
  }

  private static let stop = UInt32(SECCOMP_RET_TRACE)
  private static let trace = stop | own
  private static let allow = UInt32(SECCOMP_RET_ALLOW)
  /// Marks a call of x86-64's variant with short pointers, which has numbers of its own.
  private static let shortPointers: UInt32 = 0x4000_0000

  /// - Parameter calls: no two with one number.
  init(_ calls: [TracedCall]) {
    var program = [
      Self.load(Field.architecture),
      Self.jump(Code.equal, rb_native_architecture, 1, 0),
      Self.result(Self.stop | Self.foreign),
      Self.load(Field.number),
      Self.jump(Code.bits, Self.shortPointers, 0, 1),
      Self.result(Self.stop | Self.foreign),
    ]
    for call in calls {
      let block = Self.block(call.rule)
      program.append(Self.jump(Code.equal, UInt32(call.number), 0, UInt8(block.count)))
      program += block
    }
    instructions = program + [Self.result(Self.allow)]
  }

  /// What decides over one call. Ends in any case.
  private static func block(_ rule: TracedCall.Rule) -> [sock_filter] {
    switch rule {
    case .always:
      [result(trace)]
    case .refused(let errno):
      [result(UInt32(SECCOMP_RET_ERRNO) | UInt32(errno))]
    case .anyBits(let bits, let argument):
      [lower(argument), jump(Code.bits, bits, 0, 1), result(trace), result(allow)]
    case .masked(let mask, let value, let argument):
      [
        lower(argument), sock_filter(code: Code.and, jt: 0, jf: 0, k: mask),
        jump(Code.equal, value, 0, 1), result(trace), result(allow),
      ]
    case .oneOf(let values, let argument):
      [lower(argument)]
        + values.enumerated().map { place, value in
          jump(Code.equal, value, UInt8(values.count - place), 0)
        } + [result(allow), result(trace)]
    }
  }

  private static func load(_ offset: UInt32) -> sock_filter {
    sock_filter(code: Code.load, jt: 0, jf: 0, k: offset)
  }

  /// Loads an argument's lower half; both architectures are little-endian.
  private static func lower(_ argument: Int) -> sock_filter {
    load(Field.arguments + 8 * UInt32(argument))
  }

  /// - Parameters:
  ///   - yes: how many instructions are passed over where it holds.
  ///   - no: how many where it does not.
  private static func jump(_ code: UInt16, _ value: UInt32, _ yes: UInt8, _ no: UInt8)
    -> sock_filter
  {
    sock_filter(code: code, jt: yes, jf: no, k: value)
  }

  private static func result(_ value: UInt32) -> sock_filter {
    sock_filter(code: Code.result, jt: 0, jf: 0, k: value)
  }
}
