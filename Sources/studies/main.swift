import Application
import Arguments

ProcessSetup.prepare()

Program(
  name: "studies", summary: "Trains and scores what Fledge's documentation reports.",
  version: "0.1.0",
  commands: [{ ResultsCommand() }, { TablesCommand() }, { EstimatorsCommand() }]
).main()
