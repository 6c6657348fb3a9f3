import RaceModel

/// The small races in lock-step by which a selftest tries strategies and defects: the same every time.
enum LockStep {
  /// B is three times as long as A, so that a quarter of it ends between the two and every kind comes up. Made by
  /// the shell alone, since a generated B is about as long as A.
  private static let contents = ContentsPlan.command(
    """
    i=1000; while [ $i -lt 1500 ]; do echo "old $i ............................"; i=$((i+1)); done > {a}
    i=1000; while [ $i -lt 2500 ]; do echo "new $i ::::::::::::::::::::::::::::"; i=$((i+1)); done > {b}
    """)

  private static let changing = SignerSpec("append")
  private static let failing = SignerSpec("fail")
  private static let swaps = 6

  /// Subjects with a signer that changes bytes, or one that fails, beside controls with one that changes bytes:
  /// with a failing signer some would not be broken.
  static func scenario(
    _ strategies: [String], failing signerFails: Bool = false, writers: Int = 1,
    stagingDirectory: String? = nil, controls: [String] = ["inplace", "backup-rename"]
  ) -> Scenario {
    Scenario(
      contents: contents, readers: 2, glancers: 1, writers: writers, extent: .swaps(swaps),
      subjects: strategies.map {
        Subject(
          strategy: $0, signer: signerFails ? failing : changing, stagingDirectory: stagingDirectory
        )
      }, controls: controls.map { Subject(strategy: $0, signer: changing) }, rendezvous: true)
  }
}
