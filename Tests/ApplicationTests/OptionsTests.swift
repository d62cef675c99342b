import Application
import MetaLearning
import Testing

/// What option groups make of a command line.
struct OptionsTests {
  @Test func `a score takes three steps, or as many as training`() throws {
    let workspace = try Workspace()
    var settings = GradientSettings()
    for (trained, scored) in [(0, 3), (1, 3), (3, 3), (4, 4), (9, 9)] {
      settings.inner.steps = trained
      for line in ["adapt run", "watch run"] {
        let steps = try self.steps(line, workspace)
        #expect(steps.stepCount(for: settings) == scored)
      }
    }
    settings.inner.steps = 9
    #expect(try steps("adapt run --steps 0", workspace).stepCount(for: settings) == 0)
    #expect(try steps("watch run --steps 1", workspace).stepCount(for: settings) == 1)
  }

  private func steps(_ line: String, _ workspace: Workspace) throws -> StepOptions {
    if line.hasPrefix("watch") {
      return try (workspace.options(line) as WatchOptions).adaptation.steps
    }
    return try (workspace.options(line) as AdaptationOptions).steps
  }

  @Test func `a window shows a hundred steps at most`() throws {
    let workspace = try Workspace()
    #expect(try steps("watch run --steps 100", workspace).stepCount == 100)
    expectFailure(
      try workspace("watch run --steps 101"), 64,
      "The value '101' is invalid for '--steps <count>': it must be between 0 and 100."
        + " See 'fledge watch --help'.")
    #expect(try steps("adapt run --steps 1000", workspace).stepCount == 1000)
  }

  @Test func `a run goes into a folder of its own by default`() throws {
    let workspace = try Workspace()
    let usual: TrainingOptions = try workspace.options("train cart-pole/physics")
    #expect(usual.folder == "runs/cart-pole-physics")
    let named: TrainingOptions = try workspace.options("train cart-pole/physics --output nav")
    #expect(named.folder == workspace.path("nav"))
  }

  @Test func `a picture's format is that of its ending`() throws {
    let workspace = try Workspace()
    for (name, format) in [
      ("a.png", RenderOptions.Format.png), ("b.c.SVG", .svg), ("x/y.gif", .gif), ("d.Mp4", .mp4),
    ] {
      let options: RenderOptions = try workspace.options("render replay --output \(name)")
      #expect(options.format == format)
    }
  }

  @Test(arguments: ["1280x720", "100x8192"]) func `a size reads back as itself`(text: String) {
    #expect(PictureSize(argument: text)?.argument == text)
  }

  @Test(arguments: ["", "x", "99x100", "100x8193", "100", "100x100x100", "ax100", "-100x100"])
  func `a size that there is not is refused`(text: String) {
    #expect(PictureSize(argument: text) == nil)
  }
}
