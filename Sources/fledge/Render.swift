import Application
import Arguments

/// `fledge render`: draws a replay into a file.
struct Render: OptionsCommand {
  static let configuration = CommandConfiguration(
    name: "render", summary: "Draws a replay as a picture or a film; needs no display.",
    discussion: """
      The ending of --output decides: .png and .svg are pictures of whole episodes, as suits the \
      environment: the paths of all stages, a row of moments for each stage, or a chart for each. \
      .gif and .mp4 are films in which the stages play side by side; they need the program 'ffmpeg'. \
      An existing file is replaced when the new one is complete.

      Of an agent with a memory each episode of a trial has a pane, with what the agent remembers and \
      how probable it finds each action.

      The same episode number of each stage is in front. The mean returns shown are those of all \
      episodes; random, blind and oracle are measured on the task of the trial. If there is not \
      enough room, stages between the first and the last are left out.
      """,
    examples: [
      "fledge render point-robot-goals --output adaptation.png",
      "fledge render cart.safetensors --output cart.mp4 --stages all --theme dark",
      "fledge render cart.safetensors --output cart.gif --trial 2 --size 640x400 --speed 2",
    ])

  var options: RenderOptions
}
