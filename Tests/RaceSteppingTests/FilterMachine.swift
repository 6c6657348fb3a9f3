import CLinux

/// Runs a filter as the kernel does: the classic machine's instructions as far as filters here use them, told from the
/// manual's words alone. Whatever it does not know is an error.
struct FilterMachine {
  /// What the kernel shows to a filter: `struct seccomp_data`.
  struct Call: Sendable {
    var number: Int
    var architecture = rb_native_architecture
    var arguments: [UInt64] = []
  }

  enum Answer: Hashable {
    case allow
    case trace(data: UInt32)
    case fail(errno: UInt32)
    case other(UInt32)

    init(_ value: UInt32) {
      let data = value & 0xffff
      switch value & 0xffff_0000 {
      case 0x7fff_0000 where data == 0: self = .allow
      case 0x7ff0_0000: self = .trace(data: data)
      case 0x0005_0000: self = .fail(errno: data)
      default: self = .other(value)
      }
    }

    /// Whether the tracer hears of it as a call that it knows.
    static let stops = Answer.trace(data: 0x7b1e)
  }

  enum Fault: Error {
    case unknown(code: UInt16, at: Int)
    case unaligned(offset: UInt32)
    case ranPastTheEnd
  }

  let program: [sock_filter]

  func answer(to call: Call) throws(Fault) -> Answer {
    let data = Self.words(of: call)
    var (accumulator, place) = (UInt32(0), 0)
    while place < program.count {
      let instruction = program[place]
      place += 1
      switch instruction.code {
      case 0x20:  // ld [k]
        guard instruction.k % 4 == 0, instruction.k < 64 else {
          throw .unaligned(offset: instruction.k)
        }
        accumulator = data[Int(instruction.k / 4)]
      case 0x54: accumulator &= instruction.k  // and #k
      case 0x05: place += Int(instruction.k)  // ja k
      case 0x15: place += Int(accumulator == instruction.k ? instruction.jt : instruction.jf)
      case 0x25: place += Int(accumulator > instruction.k ? instruction.jt : instruction.jf)
      case 0x35: place += Int(accumulator >= instruction.k ? instruction.jt : instruction.jf)
      case 0x45: place += Int(accumulator & instruction.k != 0 ? instruction.jt : instruction.jf)
      case 0x06: return Answer(instruction.k)  // ret #k
      default: throw .unknown(code: instruction.code, at: place - 1)
      }
    }
    throw .ranPastTheEnd
  }

  /// Sixteen words, lower halves first: number, architecture, instruction pointer, six arguments.
  private static func words(of call: Call) -> [UInt32] {
    func halves(_ value: UInt64) -> [UInt32] {
      [UInt32(truncatingIfNeeded: value), UInt32(value >> 32)]
    }
    let arguments = call.arguments + Array(repeating: 0, count: 6 - call.arguments.count)
    return [UInt32(truncatingIfNeeded: call.number), call.architecture]
      + halves(0x7f12_3456_789a) + arguments.flatMap(halves)
  }
}
