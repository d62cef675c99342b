import Arguments

let program = Program(
  name: "benchmarks", summary: "Times the parts of Fledge, and counts their instructions.",
  version: "0.1.0", commands: [{ MeasureCommand() }, { CountCommand() }, { KernelCommand() }])
let arguments = Array(CommandLine.arguments.dropFirst())
// `measure` is the default command; `help` and `--help` belong to the program.
let named = program.configurations.map(\.name) + ["help", "--help", "-h", "--version"]
program.main(arguments.first.map(named.contains) == true ? arguments : ["measure"] + arguments)
