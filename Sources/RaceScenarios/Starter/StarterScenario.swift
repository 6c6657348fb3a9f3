/// The scenario that people begin with: two subjects, one to pass and one to be caught, on generated contents, so
/// that it runs before anything in it is changed.
enum StarterScenario {
  /// The file's text; it names its own path. Each comment that is indented by three spaces is an example which
  /// may take the place of what follows it.
  static func text(at path: String) -> String {
    """
    # What racebench races, and what its gate expects. It runs as it is:
    #
    #     racebench gate "\(path)"
    #
    # Exit status 0: all that is expected was met; 1: something was not; 2: the race was too weak to tell.
    title: A file is replaced while others read it

    # The old content and the new one. For your own file name two versions of it, from this file's directory on:
    #   contents: {files: [old.so, new.so]}
    # or a command that makes both:
    #   contents: {command: 'make old new && cp old {a} && cp new {b}'}
    contents:
      generate: {size: 1MB, seed: 591}

    # What happens to the new file before it is published: nothing, work that leaves the bytes as they are, work
    # that appends to them, or a command of your own:
    #   signer: none
    #   signer: append:20ms
    #   signer: 'command:codesign {file}'
    signer: busy:5ms

    # How it is looked at: read as a whole, or mapped into memory as libraries are:
    #   reader: mmap
    reader: read
    readers: 8

    # How long the gate may take if not all is decided. A busy machine shows less in the same time:
    #   timeLimit: 5m
    timeLimit: 60s

    # How it is replaced; "racebench list strategies" has all ways.
    subjects:
      # Beside its name, then renamed into place. Readers may see the old file and the new one, nothing else.
      - strategy: staged
        expect: {verdict: pass, partialReads: 0, kinds: [stable]}
      # Under the readers' eyes. If this one is no longer caught, the gate has lost its teeth.
      - strategy: inplace
        expect: {verdict: fail}
      # Your own come here: the strategy that your program uses, under a name, with what you expect of it.
      #   - strategy: staged-durable
      #     name: as our installer does it
      #     copy: copy_file_range
      #     expect: {verdict: pass}
      # Or the very command that replaces your file, which installs {source} at {target}:
      #   - updater: install -m 755 {source} {target}
      #     name: our installer

    """
  }
}
