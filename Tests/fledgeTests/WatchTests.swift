import Foundation
import Testing

/// `fledge watch`: the window as a program of its own.
struct WatchTests {
  #if Viewer
  /// Starts a screen of its own for the rest of a script; its server is `$server`.
  ///
  /// Foundation waits for a process as long as any of its children holds an inherited pipe, so children in
  /// the background close it. They start with all signals blocked, and SIGKILL cannot be blocked.
  private static let screen = """
    background() {
      for pipe in /proc/$BASHPID/fd/*; do
        pipe=${pipe##*/}
        if ((pipe > 2 && pipe < 255)); then eval "exec $pipe>&-"; fi
      done
      exec "$@"
    }
    background Xvfb -displayfd 1 -screen 0 800x600x24 -nolisten tcp >display 2>/dev/null </dev/null &
    server=$! && disown
    trap 'kill -KILL $server 2>/dev/null' EXIT
    until [[ -s display ]]; do kill -0 $server || exit 99; sleep 0.02; done
    export DISPLAY=:$(cat display) SDL_VIDEODRIVER=x11

    """

  @Test func `a window shows a policy and a replay`() throws {
    let fledge = try Fledge()
    try fledge.train(into: "run")
    _ = try fledge("adapt run --steps 2 --rollouts 2 --record replay.safetensors")
    for name in ["run", "run/policy.safetensors", "replay.safetensors"] {
      let ending = try fledge("watch \(name) --seconds 0.7 --frame-times --size 640x480")
      #expect(ending.errors == "" && ending.code == 0)
      let pattern = /first frame after [0-9.]+ s; [0-9]+ frames, [0-9.]+ per second; .*\n/
      #expect(ending.output.wholeMatch(of: pattern) != nil, "\(ending.output)")
    }
    #expect(!(try fledge.names()).contains { $0.hasSuffix(".png") })
  }

  @Test func `it ends cleanly while it adapts`() throws {
    let fledge = try Fledge()
    try fledge.train("cart-pole/reversed", into: "run")
    for _ in 0..<3 {
      let ending = try fledge("watch run --steps 100 --rollouts 1000 --seconds 0.3")
      #expect(ending == .init(output: "", errors: "", code: 0))
    }
  }

  @Test func `without a display there is one clear line`() throws {
    let fledge = try Fledge()
    try fledge.train(into: "run")
    expectFailure(
      try fledge.shell("env -u DISPLAY -u WAYLAND_DISPLAY -u SDL_VIDEODRIVER $FLEDGE watch run"), 1,
      "Error: Cannot open a window: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)."
        + " 'fledge render' draws replays into files without a display.")
  }

  @Test func `a display that is not there is refused in the window system's words`() throws {
    let fledge = try Fledge()
    try fledge.train(into: "run")
    for variables in ["", "SDL_VIDEODRIVER=x11"] {
      let ending = try fledge.shell(
        "env -u WAYLAND_DISPLAY -u SDL_VIDEODRIVER \(variables) DISPLAY=:64123 $FLEDGE watch run")
      #expect(ending.code == 1 && ending.output == "")
      let words = "Error: Cannot open a window: the window system says '"
      #expect(ending.errors.hasPrefix(words) && ending.errors.contains("'fledge render'"))
      #expect(ending.errors.count { $0 == "\n" } == 1)
    }
  }

  @Test func `a lost display ends it with one clear line`() throws {
    let fledge = try Fledge()
    try fledge.train(into: "run")
    let ending = try fledge.shell(
      Self.screen + """
        background "$FLEDGE" watch run --seconds 60 &
        window=$!
        sleep 1
        kill -KILL $server
        wait $window
        """)
    #expect(ending.code == 1 && ending.output == "")
    #expect(
      ending.errors == "Error: The window lost its display. Saved pictures are complete.\n")
  }

  @Test func `an interrupt ends it as it ends any program`() throws {
    let fledge = try Fledge()
    try fledge.train(into: "run")
    let window = try fledge.start("watch run --seconds 60")
    usleep(700_000)
    window.send(SIGINT)
    let ending = try window.ending()
    #expect(ending.output == "" && ending.errors == "")
    #expect(ending.code == 130)
  }
  #else
  @Test func `a build without the trait says what it takes`() throws {
    expectFailure(
      try Fledge()("watch run"), 1,
      "Error: 'fledge watch' is not in this build, which was made without the trait 'Viewer'. Install"
        + " libsdl2-dev and libcairo2-dev, then build without --disable-default-traits.")
  }
  #endif
}
