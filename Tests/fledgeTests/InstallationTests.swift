import Foundation
import Testing

/// Policies and replays beside an installed program, found from any folder.
struct InstallationTests {
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

  @Test func `an installed program finds its replays`() throws {
    let fledge = try Fledge()
    try FileManager.default.copyItem(
      atPath: Fledge.packageFolder + "/Replays", toPath: fledge.folder + "/Replays")
    let ending = try fledge.shell(
      """
      mkdir -p prefix/bin prefix/share/fledge
      cp $FLEDGE prefix/bin
      mv Replays prefix/share/fledge
      prefix/bin/fledge replay --verify bandit-bernoulli | tail -1
      """)
    #expect(ending == .init(output: "All 100 steps agree to the bit.\n", errors: "", code: 0))
  }
}
