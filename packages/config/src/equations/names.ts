const greek =
  "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega".split(" ");

/** Letters as hyperparameters' texts have them. */
const letters: Readonly<Record<string, string>> = {
  ...Object.fromEntries([..."αβγδεζηθκλμνξπρστφχψω"].map((letter, i) => [letter, `\\${greek[i]}`])),
  ε: "\\varepsilon",
  Δ: "\\Delta",
};

/** Names that the field writes as a letter, where the hyperparameter's text gives none. */
const customary: Readonly<Record<string, string>> = {
  lr: "\\eta",
  eps: "\\varepsilon",
  momentum: "\\mu",
  weightDecay: "\\lambda",
  lambd: "\\lambda",
};

const accents: Readonly<Record<string, string>> = { Hat: "\\hat", Bar: "\\bar", Tilde: "\\tilde" };
const marks: Readonly<Record<string, string>> = {
  Max: "\\max",
  Min: "\\min",
  Plus: "+",
  Minus: "-",
  Now: "",
  Next: "\\mathrm{next}",
};

/** A name's parts: what it is called, below and above it. `v_{1,t}^{\max}` has all three. */
export interface Symbol {
  readonly base: string;
  readonly below: string;
  readonly above: string;
}

/** `_{1,t}`, nothing where there is nothing below. */
export function show({ base, below, above }: Symbol, time = ""): string {
  const index = [below, time].filter(Boolean).join(",");
  const low = index && `_${index.length > 1 ? `{${index}}` : index}`;
  return `${base}${low}${above && `^{${above}}`}`;
}

/** A name as a formula has it: `beta1`, `mHat`, `vMax`; words stay words. */
function symbolOf(name: string): Symbol {
  const [, stem = name, digits = "", suffix = ""] =
    /^([a-z]+)(\d*)(Hat|Bar|Tilde|Max|Min|Plus|Minus|Now|Next)?$/.exec(name) ?? [];
  const letter =
    stem.length === 1 ? (letters[stem] ?? stem) : stem === "eps" ? "\\varepsilon" : greek.includes(stem) && `\\${stem}`;
  if (!letter) return { base: `\\mathrm{${name}}`, below: "", above: "" };
  const base = suffix in accents ? `${accents[suffix]} ${letter}` : letter;
  return { base, below: digits, above: marks[suffix] ?? "" };
}

const below = "₀₁₂₃₄₅₆₇₈₉";

/** The letter that a hyperparameter's text gives it, as in "decay of the first moment, β₁" and "step size α". */
function stated(doc: string): Symbol | undefined {
  const [, letter = "", digits = "", sign = ""] =
    /(?:, |\bsize )([αβγδεζηθκλμνξπρστφχψωΔ])([₀-₉]*)([⁺⁻]?)(?![\p{L}·])/u.exec(doc) ?? [];
  if (!letter) return undefined;
  const index = [...digits].map((digit) => below.indexOf(digit)).join("");
  return { base: letters[letter]!, below: index, above: sign && (sign === "⁺" ? "+" : "-") };
}

/**
 * A symbol for each name, no two the same.
 * @param docs texts of those that are hyperparameters
 */
export function symbols(names: readonly string[], docs: Readonly<Record<string, string>>): Map<string, Symbol> {
  const chosen = new Map<string, Symbol>();
  const used = new Set<string>();
  const take = (name: string, candidates: readonly (Symbol | undefined)[]) => {
    const word = { base: `\\mathrm{${name}}`, below: "", above: "" };
    const symbol = candidates.find((each) => each && !used.has(show(each))) ?? word;
    chosen.set(name, symbol);
    used.add(show(symbol));
  };
  const isHyper = (name: string) => Object.hasOwn(docs, name);
  // The rule's own names come first: they are letters there already.
  for (const name of names) if (!isHyper(name)) take(name, [symbolOf(name)]);
  for (const name of names) {
    if (!isHyper(name)) continue;
    const custom = customary[name];
    take(name, [stated(docs[name]!), custom ? { base: custom, below: "", above: "" } : undefined, symbolOf(name)]);
  }
  return chosen;
}
