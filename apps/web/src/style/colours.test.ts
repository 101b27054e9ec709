import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("tokens.css", import.meta.url), "utf8");

const pair = (name: string): [light: string, dark: string] => {
  const found = new RegExp(`--${name}: light-dark\\((#[\\da-f]{6}), (#[\\da-f]{6})\\);`).exec(css);
  if (!found) throw new Error(`tokens.css has no --${name}`);
  return [found[1]!, found[2]!];
};

type Three = [number, number, number];

/** sRGB as linear light. */
const linear = (hex: string): Three =>
  [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as Three;

const times = (matrix: readonly Three[], [a, b, c]: Three): Three =>
  matrix.map(([x, y, z]) => x * a + y * b + z * c) as Three;

/** WCAG 2's relative luminance, and the contrast of two. */
const luminance = ([r, g, b]: Three) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Source: Ottosson 2020, bottosson.github.io/posts/oklab. */
function oklab(rgb: Three): Three {
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  ).map(Math.cbrt) as Three;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [l, m, s],
  );
}

/** Of linear light. Source: Machado, Oliveira & Fernandes 2009, severity 1. */
const sights: Readonly<Record<string, readonly Three[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const clamped = (rgb: Three) => rgb.map((c) => Math.min(1, Math.max(0, c))) as Three;

function distance(a: string, b: string, sight: string): number {
  const [p, q] = [a, b].map((hex) => oklab(clamped(times(sights[sight]!, linear(hex))))) as [Three, Three];
  return Math.hypot(...p.map((x, i) => x - q[i]!));
}

describe.each([
  ["light", 0],
  ["dark", 1],
] as const)("in %s", (_, mode) => {
  const of = (name: string) => pair(name)[mode];
  const lanes = Array.from({ length: 8 }, (_, i) => of(`lane-${i}`));

  test.each(["ink", "muted", "warn"])("%s can be read on either ground", (name) => {
    expect(contrast(of(name), of("ground"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of(name), of("raised"))).toBeGreaterThanOrEqual(4.5);
  });

  test("the filled button's sign can be seen", () => {
    expect(contrast(of("on-filled"), of("filled"))).toBeGreaterThanOrEqual(4.5);
  });

  test("points stand out from every grey of the maps", () => {
    for (let i = 0; i < 6; i++) expect(contrast(of("ink"), of(`grey-${i}`))).toBeGreaterThanOrEqual(3);
  });

  test("every lane stands out from the ground", () => {
    for (const lane of lanes) expect(contrast(lane, of("ground"))).toBeGreaterThanOrEqual(3.2);
  });

  test.each([
    ["normal", 0.15, 0.095],
    ["protanopia", 0.15, 0.095],
    ["deuteranopia", 0.15, 0.095],
    ["tritanopia", 0.085, 0.085],
  ])("lanes are told apart under %s: the first four by %d, all eight by %d", (sight, four, eight) => {
    for (const [i, a] of lanes.entries()) {
      for (const [j, b] of lanes.slice(0, i).entries()) {
        expect(distance(a, b, sight), `lanes ${j} and ${i}`).toBeGreaterThanOrEqual(i < 4 ? four : eight);
      }
    }
  });
});
