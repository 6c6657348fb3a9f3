import Glibc

// A check that hangs must not hang the tests.
alarm(30)

let arguments = Array(CommandLine.arguments.dropFirst())
guard let name = arguments.first, let check = checks[name] else {
  say("no such check")
  exit(64)
}
do {
  try check(Array(arguments.dropFirst()))
} catch {
  say("failed: \(error)")
  exit(1)
}
