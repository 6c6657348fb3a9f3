import RaceModel
import Testing

/// What a program can tell of its own writes when they are cut.
@Suite(.enabled(if: SteppedScript.isPossible, SteppedScript.reason))
struct CutCallsTests {
  @Test("Parts of a write that is cut arrive whole and in order, however they are laid out")
  func parts() throws {
    let found = try SteppedScript.explore(
      """
      f = os.open(t, os.O_WRONLY | os.O_TRUNC)
      whole = open(os.environ["RACEBENCH_SOURCE"], "rb").read()
      given, sizes = 0, [1, 0, 9000, 4096, 3, 5000]
      while given < len(whole):
          rest, pieces = whole[given:], []
          for size in sizes:
              pieces.append(rest[:size]); rest = rest[size:]
          done = os.writev(f, pieces)
          assert 0 < done <= 4096, done
          given += done
      """, ["--split", "4KiB"])
    #expect(found.ending == .exited(status: 0), "\(found.failureOutput ?? "")")
    #expect(found.states.last?.kind == .stable && !found.mishandlesShortWrites)
  }

  #if arch(x86_64)
    @Test("A call that was cut leaves its arguments in their registers, as the kernel does")
    func registers() throws {
      let found = try SteppedScript.explore(
        """
        import mmap
        f = os.open(d + b"/f", os.O_WRONLY | os.O_CREAT)
        code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        # mov eax, 1; syscall; mov rax, rdx; ret
        code.write(bytes.fromhex("b801000000" "0f05" "4889d0" "c3"))
        place = ctypes.addressof(ctypes.c_char.from_buffer(code))
        write = ctypes.CFUNCTYPE(c_long, c_long, ctypes.c_char_p, c_long)(place)
        assert write(f, b"x" * 9000, 9000) == 9000
        assert os.fstat(f).st_size == 4096, os.fstat(f)
        """, ["--split", "4KiB"])
      #expect(found.ending == .exited(status: 0), "\(found.failureOutput ?? "")")
    }
  #endif
}
