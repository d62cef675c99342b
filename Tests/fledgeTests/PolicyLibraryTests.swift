import Testing

/// Policies that are found by name.
struct PolicyLibraryTests {
  @Test func `a policy that is nowhere is named`() throws {
    let fledge = try Fledge()
    #expect(try fledge.shell("mkdir Policies").code == 0)
    try fledge.train(into: "run")
    try fledge.copy("run/policy.safetensors", to: "Policies/point-robot-goals.safetensors")
    expectFailure(
      try fledge("score point-robot-goal"), 1,
      "Error: There is no policy 'point-robot-goal': neither a file, a run folder, nor one in"
        + " Policies/. Did you mean 'point-robot-goals'? Policies that ship here:"
        + " point-robot-goals.")
    #expect(try fledge("score point-robot-goals --tasks 1 --steps 0").code == 0)
    #expect(try fledge("list").output.contains("\nPolicies: point-robot-goals\n"))
  }

  @Test func `an installed program finds its policies`() throws {
    let fledge = try Fledge()
    try fledge.train(into: "run")
    let made = try fledge.shell(
      """
      mkdir -p prefix/bin prefix/share/fledge/Policies here
      cp $FLEDGE prefix/bin
      cp run/policy.safetensors prefix/share/fledge/Policies/nav.safetensors
      ln -s ../prefix/bin/fledge here
      """)
    #expect(made == .init(output: "", errors: "", code: 0))
    #expect(try fledge.shell("cd here && ./fledge list").output.contains("\nPolicies: nav\n"))
    #expect(try fledge.shell("cd here && ./fledge score nav --tasks 1 --steps 0").code == 0)
  }
}
