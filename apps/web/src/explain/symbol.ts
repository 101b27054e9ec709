/** Symbols as the catalog's LaTeX has them: `\hat m_t`, `v_{1,t-1}^{\max}`, `\mathrm{sum}'_t`. */

export interface Parts {
  /** What it is called: a letter or a word. */
  readonly base: string;
  readonly accent: string;
  readonly primes: string;
  readonly below: string;
  readonly above: string;
}

const accents: Readonly<Record<string, string>> = { hat: "^", bar: "¯", tilde: "~" };
const greek: Readonly<Record<string, string>> = Object.fromEntries(
  "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega"
    .split(" ")
    .map((name, i) => [name, [..."αβγδεζηθκλμνξπρστφχψω"][i]!]),
);
const words: Readonly<Record<string, string>> = { ...greek, varepsilon: "ε", Delta: "Δ", max: "max", min: "min" };

/** `\beta` and `\mathrm{word}` as characters. */
const plain = (latex: string): string =>
  latex
    .replace(/\\mathrm\{([^{}]*)\}/g, "$1")
    .replace(/\\([A-Za-z]+)/g, (command, name: string) => words[name] ?? command)
    .trim();

/** @throws SyntaxError for what is no symbol of the catalog's */
export function partsOf(latex: string): Parts {
  const found =
    /^(?:\\(hat|bar|tilde) )?(\\mathrm\{[^{}]*\}|\\[A-Za-z]+|\w)('*)(?:_(?:\{([^{}]*)\}|(.)))?(?:\^(?:\{(.*)\}|(.)))?$/.exec(
      latex,
    );
  if (!found) throw new SyntaxError(`no symbol: ${latex}`);
  const [, accent = "", base, primes = "", belows, below = "", aboves, above = ""] = found;
  return {
    base: plain(base!),
    accent: accents[accent] ?? "",
    primes: "′".repeat(primes.length),
    below: plain(belows ?? below).replace("-", "−"),
    above: plain(aboves ?? above).replace("-", "−"),
  };
}

/** With the number of a step below it: `v_1` at t is `v_{1,t}`. */
export function timed(latex: string, time: string): string {
  const [, base, belows, below, above = ""] = /^(.*?)(?:_(?:\{([^{}]*)\}|(.)))?(\^.*)?$/.exec(latex)!;
  const index = [belows ?? below, time].filter(Boolean).join(",");
  return `${base}${index.length > 1 ? `_{${index}}` : index && `_${index}`}${above}`;
}

/** For the ear and for plain text: `m hat t`, `v max t−1`. */
export function spoken(latex: string): string {
  const { base, accent, primes, below, above } = partsOf(latex);
  const named = { "^": " hat", "¯": " bar", "~": " tilde", "": "" }[accent] ?? "";
  return [`${base}${named}${primes}`, above, below.replace(",", " ")].filter(Boolean).join(" ");
}
