import Arguments

let program = Program(
  name: "benchmarks", summary: "Measures Fledge: how fast its parts are, and how well it learns.",
  version: "0.1.0",
  commands: [
    { Measure() }, { Count() }, { RunKernel() }, { MakeResults() }, { MakeTables() },
  ])
let arguments = Array(CommandLine.arguments.dropFirst())
// Timing is what it is mostly for, and needs no name.
let isNamed = program.configurations.contains { $0.name == arguments.first }
program.main(isNamed ? arguments : ["measure"] + arguments)
