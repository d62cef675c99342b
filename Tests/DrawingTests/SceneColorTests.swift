#if Viewer
import Drawing
import Gym
import Testing

/// Colours of scenes, as people with and without colour blindness see them.
struct SceneColorTests {
  static let themes = [Theme.light, Theme.dark]

  /// How much light a colour gives off, from 0 to 1.
  ///
  /// - Source: WCAG 2.2, "relative luminance"; the exponent 2.4 by its square root.
  static func luminance(_ color: Color) -> Double {
    func linear(_ value: Double) -> Double {
      guard value > 0.04045 else { return value / 12.92 }
      let base = (value + 0.055) / 1.055
      // 2.4 is nearly 2 + 1/4 + 1/8.
      let fourth = base.squareRoot().squareRoot()
      return base * base * fourth * fourth.squareRoot()
    }
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
  }

  static func contrast(_ first: Color, _ second: Color) -> Double {
    let (one, other) = (luminance(first), luminance(second))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }

  /// Which colours people without one kind of cone see.
  ///
  /// - Source: Machado, Oliveira and Fernandes 2009, tables for severity 1.
  static let blindness: [[[Double]]] = [
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [
      [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    [
      [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
      [-0.011820, 0.042940, 0.968881],
    ],
    [
      [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.303900],
    ],
  ]

  /// How far apart two colours are, 0 to about 1.7.
  static func distance(_ first: Color, _ second: Color, seenBy matrix: [[Double]]) -> Double {
    let difference = [
      first.red - second.red, first.green - second.green, first.blue - second.blue,
    ]
    return matrix.reduce(0) { sum, row in
      let part = zip(row, difference).reduce(0) { $0 + $1.0 * $1.1 }
      return sum + part * part
    }.squareRoot()
  }

  @Test(arguments: themes)
  func `text in colours of scenes is readable`(theme: Theme) {
    for role in [SceneColor.text, .goal, .force] {
      let contrast = Self.contrast(theme.color(of: role), theme.panel)
      #expect(contrast > 4.5, "\(role)")
    }
  }

  @Test(arguments: themes)
  func `lines in colours of stages stand out from the background`(theme: Theme) {
    for fraction in [0, 0.25, 0.333, 0.5, 0.667, 0.75, 1] as [Double] {
      let contrast = Self.contrast(theme.stageColor(fraction), theme.panel)
      #expect(contrast > 2.5, "stage \(fraction)")
    }
  }

  @Test(arguments: [0, 1], blindness)
  func `stages, goals and forces differ under every kind of colour vision`(
    theme: Int, matrix: [[Double]]
  ) {
    let theme = Self.themes[theme]
    let stages = ([0, 0.25, 0.5, 0.75, 1] as [Double]).map(theme.stageColor)
    var pairs = zip(stages, stages.dropFirst()).map { ($0, $1) }
    pairs += [(stages[0], stages[2]), (stages[2], stages[4]), (stages[0], stages[4])]
    for stage in [stages[0], stages[2], stages[4]] { pairs.append((theme.goal, stage)) }
    pairs += [(theme.force, stages[0]), (theme.force, stages[4])]
    for (index, pair) in pairs.enumerated() {
      let distance = Self.distance(pair.0, pair.1, seenBy: matrix)
      #expect(distance > 0.2, "pair \(index)")
    }
  }

  @Test(arguments: themes)
  func `the middle stage's colour is far from that of goals`(theme: Theme) {
    let plain = Self.blindness[0]
    #expect(Self.distance(theme.stageColor(0.5), theme.goal, seenBy: plain) > 0.4)
  }
}
#endif
