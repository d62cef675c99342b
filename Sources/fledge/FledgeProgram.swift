import Application
package import Arguments
package import MetaLearning

/// Makes the program `fledge`, with any learners.
///
/// - Parameter catalog: The learners that it offers, and whose files it reads.
/// - Returns: The program with all commands.
package func fledgeProgram(catalog: LearnerCatalog = .standard) -> Program {
  Program(
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
      { List(options: .init(catalog: catalog)) }, { Describe(options: .init(catalog: catalog)) },
      { Train(options: .init(catalog: catalog)) },
      { ScoreCommand(options: .init(catalog: catalog)) },
      { Adapt(options: .init(catalog: catalog)) },
      { Explain(options: .init(catalog: catalog)) },
      { AnchorsCommand(options: .init(catalog: catalog)) },
      { Watch(options: .init(catalog: catalog)) }, { Render(options: .init(catalog: catalog)) },
      { ReplayCommand(options: .init(catalog: catalog)) },
      { Export(options: .init(catalog: catalog)) },
    ])
}
