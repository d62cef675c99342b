import Application
import Arguments

ProcessSetup.prepare()

let program = Program(
  name: "fledge", summary: "Meta-reinforcement learning from the command line.",
  version: "0.1.0",
  discussion: """
    Meta-trains policies that adapt to a new task within a few rollouts, and scores how well they do.
    """,
  examples: [
    "fledge train point-robot/goals --output runs/nav",
    "fledge score runs/nav",
    "fledge adapt runs/nav --task goalX=0.3 --task goalY=-0.2",
  ],
  commands: [
    { List() }, { Describe() }, { Train() }, { ScoreCommand() }, { Adapt() }, { AnchorsCommand() },
    { Watch() }, { Render() }, { ReplayCommand() },
  ])
program.main()
