#if Viewer
import Foundation
import Testing

/// `fledge render`: pictures and films of replays.
struct RenderTests {
  @Test(arguments: ["gif", "mp4"])
  func `a film has a frame for each step and holds the last for a second`(ending: String) throws {
    let fledge = try Fledge()
    try fledge.train("bandit/bernoulli", into: "run", "--option pulls=6")
    _ = try fledge("adapt run --steps 1 --rollouts 2 --record replay.safetensors")
    let result = try fledge(
      "render replay.safetensors --output film.\(ending) --size 200x150 --fps 4")
    #expect(
      result
        == .init(
          output: "Wrote film.\(ending): 200 × 150 pixels, 10 frames, 2.5 s.\n", errors: "", code: 0
        ))
    let frames = try fledge.shell(
      "ffprobe -v error -count_frames -show_entries stream=nb_read_frames -of csv=p=0 film.\(ending)"
    )
    #expect(frames.output.trimmingCharacters(in: .whitespacesAndNewlines) == "10")
    #expect(try fledge.names() == ["film.\(ending)", "replay.safetensors", "run"])
  }

  @Test func `without ffmpeg a film names the package, and the old file stays`() throws {
    let fledge = try Fledge()
    try fledge.record()
    try fledge.write("old".utf8, to: "film.gif")
    let ending = try fledge.shell(
      "PATH=/nowhere \"$FLEDGE\" render replay.safetensors --output film.gif")
    expectFailure(
      ending, 1,
      "Error: Cannot make a film: there is no program 'ffmpeg' on the PATH, which writes GIF and MP4 files. Install the package 'ffmpeg', for instance with 'apt-get install ffmpeg', or write a still as .png or .svg."
    )
    #expect(try fledge.text("film.gif") == "old")
    #expect(try fledge.names() == ["film.gif", "replay.safetensors", "run"])
  }

  @Test(arguments: [(60, "62 frames, 1.2 s"), (30, "41 frames, 1.2 s")])
  func `a GIF is reported as long as it plays`(rate: Int, facts: String) throws {
    let fledge = try Fledge()
    try fledge.train("bandit/bernoulli", into: "run", "--option pulls=6")
    _ = try fledge("adapt run --steps 1 --rollouts 2 --record replay.safetensors")
    let result = try fledge(
      "render replay.safetensors --output film.gif --size 200x150 --speed 6.25 --fps \(rate)")
    #expect(
      result == .init(output: "Wrote film.gif: 200 × 150 pixels, \(facts).\n", errors: "", code: 0))
  }

  @Test(arguments: ["gif", "mp4"])
  func `Ctrl-C in a terminal leaves neither files nor an encoder`(ending: String) throws {
    let fledge = try Fledge()
    try fledge.record()
    // The terminal sends the signal to the whole group in front.
    let result = try fledge.shell(
      """
      {
        until ls -A | grep -q '^[.]fledge-'; do sleep 0.02; done
        sleep 0.2
        printf '\\003'
        until [ -e ended ]; do sleep 0.02; done
      } | {
        script -qec '"$FLEDGE" render replay.safetensors --output film.\(ending) --speed 0.05 --fps 50' \
          /dev/null >shown
        code=$?
        touch ended
        exit $code
      }
      """)
    #expect(result.code == 130)
    #expect(
      try fledge.text("shown").hasSuffix("Interrupted; 'film.\(ending)' was not written.\r\n"))
    let running = try fledge.shell("grep -l \"$(basename $PWD)\" /proc/[0-9]*/cmdline 2>/dev/null")
    #expect(running.output == "")
    #expect(try fledge.names() == ["ended", "replay.safetensors", "run", "shown"])
  }

  @Test func `Ctrl-C ends a film without leaving anything behind`() throws {
    let fledge = try Fledge()
    try fledge.record()
    try fledge.write("old".utf8, to: "film.mp4")
    let process = try fledge.start(
      "render replay.safetensors --output film.mp4 --speed 0.05 --fps 60")
    try process.wait {
      (try? fledge.names().contains { $0.hasPrefix(".fledge-") }) == true
    }
    process.send(SIGINT)
    let ending = try process.ending()
    #expect(ending.code == 130)
    #expect(ending.errors == "Interrupted; 'film.mp4' was not written.\n")
    #expect(try fledge.text("film.mp4") == "old")
    #expect(try fledge.names() == ["film.mp4", "replay.safetensors", "run"])
  }
}

extension RenderTests {
  @Test func `the command shows its options`() throws {
    let fledge = try Fledge()
    #expect(try fledge("render --help") == .init(output: Self.help + "\n", errors: "", code: 0))
  }

  private static let help = """
    Draws a replay as a picture or a film; needs no display.

    Usage: fledge render <replay> --output <file> [options]

    The ending of --output decides: .png and .svg are pictures of whole episodes, as
    suits the environment: the paths of all stages, a row of moments for each stage,
    or a chart for each. .gif and .mp4 are films in which the stages play side by
    side; they need the program 'ffmpeg'. An existing file is replaced when the new
    one is complete.

    Of an agent with a memory each episode of a trial has a pane, with what the
    agent remembers and how probable it finds each action.

    The same episode number of each stage is in front. The mean returns shown are
    those of all episodes; random, blind and oracle are measured on the task of the
    trial. If there is not enough room, stages between the first and the last are
    left out.

    Arguments:
      <replay>               Path of a replay, or the name of one in Replays/.

    Options:
      --output <file>        The file to write: .png, .svg, .gif or .mp4.
      --trial <number>       Which trial of the replay, from 1. (default: 1)
      --episode <number>     Which episode of each stage is in front, from 1.
                             (default: 1)
      --stages <which>       All stages, or only before and after. Default: 'all' in
                             pictures, else 'ends'. One of: all, ends.
      -h, --help             Shows this help.

    Looks:
      --size <widthxheight>  Size in points. Default: 1200x800 for pictures, 960x600
                             for films.
      --scale <factor>       Pixels for each point, except in .svg files. (default:
                             1)
      --theme <name>         Colours. One of: light, dark. (default: light)

    Films:
      --speed <factor>       Speed of a film, as a multiple of the natural speed.
                             (default: 1)
      --fps <count>          Frames per second of a film; a .gif has at most 50, and
                             shows each frame for whole hundredths of a second.
                             Default: what suits the speed.

    Running:
      --quiet                Shows nothing but errors.

    Examples:
      fledge render point-robot-goals --output adaptation.png
      fledge render cart.safetensors --output cart.mp4 --stages all --theme dark
      fledge render cart.safetensors --output cart.gif --trial 2 --size 640x400 --speed 2
    """
}

extension Fledge {
  /// Records how a policy adapts, in `replay.safetensors`.
  fileprivate func record() throws {
    try train(into: "run")
    let ending = try self("adapt run --steps 1 --rollouts 2 --record replay.safetensors")
    try #require(ending.code == 0)
  }
}
#else
import Testing

/// `fledge render` in a build that cannot draw.
struct RenderTests {
  @Test func `without the trait the command says what it needs`() throws {
    let fledge = try Fledge()
    expectFailure(
      try fledge("render replay.safetensors --output a.png"), 1,
      "Error: 'fledge render' is not in this build, which was made without the trait 'Viewer'. Install libcairo2-dev, then build without --disable-default-traits."
    )
  }
}
#endif
