import ArgumentParser
@main struct Racebench: ParsableCommand {}
