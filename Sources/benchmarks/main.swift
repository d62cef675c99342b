import Arguments

let program = Program(
  name: "benchmarks", summary: "Times the parts of Fledge that matter, checking each first.",
  version: "0.1.0", commands: [Measure.self])
program.main(["measure"] + CommandLine.arguments.dropFirst())
