/** The colours in force, as canvases need them. They are the style sheet's: `light-dark(…)` is resolved by an element. */

export interface Theme {
  readonly ground: string;
  readonly ink: string;
  readonly muted: string;
  readonly hairline: string;
  /** Of maps: the greys of the classes. */
  readonly greys: readonly string[];
  readonly lanes: readonly string[];
}

/** Colours that lanes have; whoever comes later is grey until pointed at. */
const PENS = 8;

/** Of a lane's line, in pixels: told apart without colour. */
const dashes: readonly (readonly number[])[] = [
  [],
  [6, 3.5],
  [1.5, 3],
  [8, 3, 1.5, 3],
  [12, 3],
  [3, 2],
  [8, 2, 2, 2, 2, 2],
  [1, 5],
];
export const dashOf = (pen: number): readonly number[] => dashes[pen % dashes.length]!;

/** A lane's colour in the style sheet. */
export const colourOf = (pen: number): string => (pen < PENS ? `var(--lane-${pen})` : "var(--muted)");

function read(): Theme {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const resolve = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const several = (name: string, count: number) => Array.from({ length: count }, (_, i) => resolve(`${name}-${i}`));
  const theme = {
    ...{ ground: resolve("ground"), ink: resolve("ink"), muted: resolve("muted"), hairline: resolve("hairline") },
    ...{ greys: several("grey", 6), lanes: several("lane", PENS) },
  };
  probe.remove();
  return theme;
}

let theme: Theme | undefined;
const listeners = new Set<() => void>();

export const themeNow = (): Theme => (theme ??= read());

/** Calls that whenever light becomes dark, or dark light. @returns ends it */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function changed(): void {
  theme = undefined;
  for (const listener of listeners) listener();
}

const system = matchMedia("(prefers-color-scheme: dark)");
system.addEventListener("change", changed);

const STORED = "downhill theme";

/** Light where it is dark, and dark where it is light; the system's choice is then no matter any more. */
export function switchTheme(): void {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem(STORED, root.dataset.theme);
  } catch {} // where storage is forbidden, it holds until the page is left
  changed();
}

export function restoreTheme(): void {
  try {
    const stored = localStorage.getItem(STORED);
    if (stored === "light" || stored === "dark") document.documentElement.dataset.theme = stored;
  } catch {}
}

/** `rgb(…)` as three numbers. */
export const channels = (colour: string): [number, number, number] =>
  colour
    .match(/[\d.]+/g)!
    .slice(0, 3)
    .map(Number) as [number, number, number];
