import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceReaders

/// Libraries loaded in fresh processes, by a helper of a single thread.
@Suite struct LoadReaderTests {
  private func load(
    _ paths: [String], symbol: String = "", patience: String = "30s"
  ) throws -> [LoadLine] {
    let words = ["load", symbol, patience] + paths
    let (lines, end) = try Helper.run(words)
    #expect(end.succeeded && lines.last == "no children", "\(lines)")
    #expect(lines.count == paths.count + 1, "what libraries print goes nowhere: \(lines)")
    return lines.dropLast().compactMap(LoadLine.init)
  }

  private func lines(_ paths: [String], symbol: String = "") throws -> [String] {
    try load(paths, symbol: symbol).map(\.description)
  }

  @Test func aWholeLibrary() throws {
    let directory = try TestDirectory()
    let whole = directory("target.bin")
    try Files.write(try Libraries.atHand(), to: whole)
    #expect(try lines([whole, whole]) == ["ended 0 loaded", "ended 0 loaded"])
    let called = try load([whole, whole], symbol: Libraries.symbol)
    #expect(called.map(\.description).first == "ended 0 returned \(Libraries.value)")
    #expect(called.first?.output == called.last?.output)
    #expect(
      try lines([whole], symbol: "no_such_function")
        == ["ended 1 undefined symbol: no_such_function"])
  }

  @Test func noLibraryAtAll() throws {
    let directory = try TestDirectory()
    let (gone, empty) = (directory("gone"), directory("empty"))
    let (text, linked) = (directory("text"), directory("linked"))
    try Files.write([], to: empty)
    try Files.write([UInt8](repeating: 0x61, count: 5000), to: text)
    try PathCalls.symlink("nowhere", at: linked)
    #expect(
      try lines([gone, linked, empty, text, directory.path]) == [
        "error 2 ", "error 2 ", "ended 1 file too short", "ended 1 invalid ELF header",
        "ended 1 cannot read file data: Is a directory",
      ])
  }

  /// What is cut or spoiled is refused, or it crashes; never is it taken for whole.
  @Test func aLibraryThatIsNotWhole() throws {
    let directory = try TestDirectory()
    let bytes = try Libraries.atHand()
    var paths: [String] = []
    for share in 1..<8 {
      let kept = bytes.count * share / 8 & ~4095
      paths.append(directory("cut-\(share)"))
      try Files.write(Array(bytes.prefix(kept)), to: directory("cut-\(share)"))
    }
    var spoiled = bytes
    for place in 64..<4096 { spoiled[place] = 0xff }
    try Files.write(spoiled, to: directory("spoiled"))
    paths.append(directory("spoiled"))
    let looks = try load(paths, symbol: Libraries.symbol)
    #expect(looks.count == paths.count)
    for look in looks {
      #expect(
        look.end == "crash" || (look.end == "ended" && look.code == 1 && !look.message.isEmpty),
        "\(look)")
      #expect(!look.message.contains(directory.path))
    }
    #expect(looks.contains { $0.end == "crash" }, "\(looks)")
  }

  @Test(.enabled(if: Libraries.compiler, "\(Libraries.compilerReason)"))
  func howALibraryMayEnd() throws {
    let directory = try TestDirectory()
    func library(_ name: String, _ loading: String, _ called: String = "return 3;") throws -> String
    {
      let source = """
        #define _GNU_SOURCE
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <unistd.h>
        __attribute__((constructor)) static void begin(void) { \(loading) }
        int answer(void) { \(called) }
        """
      return try Libraries.make(source, name, in: directory)
    }
    let paths = [
      try library("plain", "puts(\"noise\"); fflush(stdout); fputs(\"more\\n\", stderr);"),
      try library("negative", "", "return -2147483647 - 1;"),
      try library("exits", "exit(3);"), try library("exits-well", "_exit(0);"),
      try library("exits-later", "", "exit(4);"),
      try library("aborts", "abort();"), try library("traps", "", "raise(SIGILL);"),
      try library("null", "", "return *(volatile int *)0;"),
      // By somebody else, and not by the library: what a reader's own signal does to it.
      try library("terminated", "raise(SIGTERM);"),
    ]
    let looks = try load(paths, symbol: "answer")
    #expect(
      looks.map(\.description) == [
        "ended 0 returned 3", "ended 0 returned -2147483648", "ended 3 exited while loading",
        "ended 0 exited while loading", "ended 4 exited while called", "crash \(SIGABRT) ",
        "crash \(SIGILL) ", "crash \(SIGSEGV) ", "killed \(SIGTERM) ",
      ])
    #expect(looks[0].output != looks[3].output)
  }

  @Test(.enabled(if: Libraries.compiler, "\(Libraries.compilerReason)"))
  func anotherLibraryThatIsMissing() throws {
    let directory = try TestDirectory()
    let other = try Libraries.make("int other(void) { return 1; }", "libother.so", in: directory)
    let needy = try Libraries.make(
      "int other(void); int answer(void) { return other(); }", "needy", in: directory,
      flags: "-L\(directory.path) -lother")
    let lacking = try Libraries.make(
      "int nobody(void); int answer(void) { return nobody(); }", "lacking", in: directory)
    try PathCalls.unlink(other)
    #expect(
      try lines([needy, lacking]) == [
        "ended 1 libother.so: cannot open shared object file: No such file or directory",
        "ended 1 undefined symbol: nobody",
      ])
  }

  @Test(.enabled(if: Libraries.compiler, "\(Libraries.compilerReason)"))
  func aLibraryThatHangs() throws {
    let directory = try TestDirectory()
    let hanging = try Libraries.make(
      """
      #include <stdlib.h>
      #include <unistd.h>
      __attribute__((constructor)) static void begin(void) {
        const char *begun = getenv("BEGUN");
        if (begun && write(atoi(begun), "x", 1) != 1) return;
        if (!begun) fork();
        for (;;) pause();
      }
      """, "hanging", in: directory)
    #expect(
      try load([hanging], patience: "100ms").map(\.description)
        == ["late 124 no answer in 100ms"])
    #expect(
      try Helper.run("killed-load-reader", hanging).lines
        == ["began: 1", "was killed by SIGKILL", "left: 0"])
  }

  @Test(.enabled(if: Libraries.compiler, "\(Libraries.compilerReason)"))
  func whatALibraryStartsIsKilled() throws {
    let directory = try TestDirectory()
    let forking = try Libraries.make(
      """
      #include <unistd.h>
      __attribute__((constructor)) static void begin(void) { if (fork() == 0) for (;;) pause(); }
      """, "forking", in: directory)
    #expect(
      try Helper.run("load-with-child", forking).lines == ["ended 0 loaded", "left: 0"])
  }

  @Test func aReaderWithoutADescriptorHasLostItsLook() throws {
    let directory = try TestDirectory()
    try Files.write(try Libraries.atHand(), to: directory("target"))
    let (lines, end) = try Helper.run("run-without-descriptors", directory("target"))
    #expect(end.succeeded)
    #expect(lines == ["lost EMFILE", "lost EMFILE", "no children"])
  }

  @Test func aProbeOfLibraries() throws {
    let directory = try TestDirectory()
    let bytes = try Libraries.atHand()
    try Files.write(bytes, to: directory("a"))
    try Files.write(Array(bytes.prefix(50)), to: directory("b"))
    func probe(_ symbol: String, _ a: String, _ b: String) throws -> [String] {
      try Helper.run("probe-libraries", symbol, directory(a), directory(b)).lines
    }
    let said = "returned \(Libraries.value)"
    #expect(try probe(Libraries.symbol, "a", "a") == ["\(said) \(said) false"])
    let advice =
      "give libraries by --contents that load by themselves, or load them by --reader-command"
    #expect(
      try probe(Libraries.symbol, "a", "b")
        == ["65 content B cannot be loaded: file too short; \(advice)"])
    #expect(
      try probe("nothing", "a", "a")
        == ["65 content A cannot be loaded: undefined symbol: nothing; \(advice)"])
    #expect(
      try probe("nothing", "gone", "a")
        == ["65 content A cannot be loaded: No such file or directory (ENOENT); \(advice)"])
  }
}
