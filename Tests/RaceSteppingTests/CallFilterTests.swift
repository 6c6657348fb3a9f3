import CLinux
import Glibc
import TestSupport
import Testing

@testable import RaceStepping

/// Which calls stop an updater: the filter as the kernel runs it, held against a list of its own.
struct CallFilterTests {
  private static let machine = FilterMachine(program: CallFilter(CallTable.all).instructions)

  /// What a filter does otherwise than is demanded, in words.
  private func faults(of machine: FilterMachine) throws -> [String] {
    var faults: [String] = []
    func check(
      _ name: String, _ number: Int, _ arguments: [UInt64], _ wanted: FilterMachine.Answer
    ) throws {
      let answer = try machine.answer(to: .init(number: number, arguments: arguments))
      if answer != wanted { faults.append("\(name)\(arguments): \(answer)") }
    }
    for call in DemandedCall.all {
      for arguments in call.stops { try check(call.name, call.number, arguments, .stops) }
      for arguments in call.passes { try check(call.name, call.number, arguments, .allow) }
    }
    for (name, number) in DemandedCall.refused {
      try check(name, number, [], .fail(errno: UInt32(ENOSYS)))
    }
    return faults
  }

  @Test("Everything that can change what a reader finds stops, and where it cannot it goes on")
  func demanded() throws {
    #expect(try faults(of: Self.machine) == [])
  }

  @Test("The table holds what is demanded, and no more")
  func pinned() {
    let demanded = DemandedCall.all.map { "\($0.name) \($0.number)" }
    let refused = DemandedCall.refused.map { "\($0.0) \($0.1)" }
    let table = CallTable.all.map { "\($0.name) \($0.number)" }
    #expect(table.sorted() == (demanded + refused).sorted())
    #expect(CallTable.byNumber.count == table.count)
  }

  @Test("A call that is left out is missed", arguments: CallTable.all.map(\.name))
  func leftOut(_ name: String) throws {
    let filter = CallFilter(CallTable.all.filter { $0.name != name })
    let faults = try faults(of: FilterMachine(program: filter.instructions))
    #expect(!faults.isEmpty && faults.allSatisfy { $0.hasPrefix("\(name)[") })
  }

  @Test("A request of ioctl(2) that is left out is missed")
  func requestLeftOut() throws {
    let requests =
      CallTable.cloningRequests + CallTable.alteringRequests + CallTable.namingRequests
      + [CallTable.userfaultRequest]
    for request in requests {
      let calls = CallTable.all.map { call in
        guard call.name == "ioctl" else { return call }
        return TracedCall(
          "ioctl", call.number, .oneOf(requests.filter { $0 != request }, argument: 1), call.action,
          descriptors: call.descriptors)
      }
      let filter = CallFilter(calls)
      #expect(try !faults(of: FilterMachine(program: filter.instructions)).isEmpty, "\(request)")
    }
  }

  @Test("What only reads never stops")
  func harmless() throws {
    var generator = SeededGenerator(seed: 5)
    for (name, number) in DemandedCall.harmless {
      for _ in 0..<50 {
        let call = FilterMachine.Call(number: number, arguments: Self.arguments(&generator))
        #expect(try Self.machine.answer(to: call) == .allow, "\(name)")
      }
    }
  }

  @Test("Whatever is not in the table goes on, and another architecture's calls are told apart")
  func others() throws {
    var generator = SeededGenerator(seed: 6)
    let known = Set(CallTable.all.map(\.number))
    let foreign = FilterMachine.Answer.trace(data: CallFilter.foreign)
    // i386's, AArch64's and x86-64's marks, and any.
    let marks: [UInt32] = [0x4000_0003, 0xc000_00b7, 0xc000_003e, 0]
    var numbers = Array(0...600)
    for _ in 0..<2000 { numbers.append(Int.random(in: 0..<0x4000_0000, using: &generator)) }
    for number in numbers {
      let arguments = Self.arguments(&generator)
      if !known.contains(number) {
        let answer = try Self.machine.answer(to: .init(number: number, arguments: arguments))
        #expect(answer == .allow, "\(number)")
      }
      for mark in marks + [UInt32.random(in: 0 ... .max, using: &generator)]
      where mark != rb_native_architecture {
        let call = FilterMachine.Call(number: number, architecture: mark, arguments: arguments)
        #expect(try Self.machine.answer(to: call) == foreign, "\(number)")
      }
      // x86-64's calls with short pointers.
      let short = FilterMachine.Call(number: number | 0x4000_0000, arguments: arguments)
      #expect(try Self.machine.answer(to: short) == foreign, "\(number)")
    }
  }

  @Test("For any arguments the filter says what the table's rules say")
  func rules() throws {
    var generator = SeededGenerator(seed: 7)
    for call in CallTable.all {
      for _ in 0..<200 {
        let arguments = Self.arguments(&generator)
        let answer = try Self.machine.answer(
          to: .init(number: call.number, arguments: arguments))
        #expect(answer == Self.answer(call.rule, arguments), "\(call.name) \(arguments)")
      }
    }
  }

  @Test("The kernel takes it: it is short enough, and no jump leaves it")
  func size() throws {
    let program = Self.machine.program
    #expect(program.count <= 4096)
    for (place, instruction) in program.enumerated() where instruction.code & 7 == 5 {
      #expect(place + 1 + Int(max(instruction.jt, instruction.jf)) < program.count)
    }
  }

  @Test("Arguments are as many as the kernel has, and each call names the file that it changes")
  func shape() {
    for call in CallTable.all {
      #expect(call.descriptors.allSatisfy { (0..<6).contains($0) })
      #expect(call.paths.allSatisfy { (0..<6).contains($0.text) })
      // sync(2) names none; what is mapped is named by its address.
      let isMemory = [
        "munmap", "mremap", "msync", "mprotect", "pkey_mprotect", "madvise", "process_madvise",
      ]
      let namesNone =
        isMemory + [
          "sync", "fsconfig", "open_by_handle_at", "io_setup", "io_uring_setup", "userfaultfd",
          "clone", "clone3", "seccomp", "fanotify_init", "fcntl", "wait4", "waitid",
        ]
      #expect((call.descriptors + call.paths.map(\.text)).isEmpty == namesNone.contains(call.name))
    }
  }

  private static func answer(
    _ rule: TracedCall.Rule, _ arguments: [UInt64]
  ) -> FilterMachine.Answer {
    func lower(_ place: Int) -> UInt32 { UInt32(truncatingIfNeeded: arguments[place]) }
    switch rule {
    case .always: return .stops
    case .refused(let errno): return .fail(errno: UInt32(errno))
    case .anyBits(let bits, let place): return lower(place) & bits != 0 ? .stops : .allow
    case .masked(let mask, let value, let place):
      return lower(place) & mask == value ? .stops : .allow
    case .oneOf(let values, let place):
      return values.contains(lower(place)) ? .stops : .allow
    }
  }

  /// Small values, flags and whatever fits; some ioctl(2) requests among them.
  private static func arguments(_ generator: inout SeededGenerator) -> [UInt64] {
    (0..<6).map { _ in
      switch UInt8.random(in: 0..<4, using: &generator) {
      case 0: UInt64.random(in: 0..<16, using: &generator)
      case 1: 1 << UInt64.random(in: 0..<64, using: &generator)
      case 2: CallTable.cloningRequests.randomElement(using: &generator).map { UInt64($0) } ?? 0
      default: UInt64.random(in: 0 ... .max, using: &generator)
      }
    }
  }
}
