import { parseArgs } from "node:util";
import { newName } from "./name.ts";
import { type Kind, kinds } from "./template.ts";

/** What `pnpm new` must know. */
export interface Answers {
  readonly name: string;
  readonly kind: Kind;
  /** One sentence for the README. */
  readonly title: string;
  readonly paper: string;
  /** The implementation that it is to match, or `none`. */
  readonly reference: string;
}

type Asked = Exclude<keyof Answers, "kind">;

/** Asks a person. Each resolves to an answer that `problem` has nothing to say of. */
export interface Ask {
  text(question: string, example: string, problem: (answer: string) => string | undefined): Promise<string>;
  kind(): Promise<Kind>;
}

const options = {
  kind: { type: "string" },
  title: { type: "string" },
  paper: { type: "string" },
  reference: { type: "string" },
} as const;

const questions: Readonly<Record<Asked, readonly [question: string, example: string]>> = {
  name: ["What is it called?", "heavy-ball"],
  title: ["What does it do, in one sentence?", "Gradient descent with the momentum of a heavy ball."],
  paper: ["Which paper, and where in it?", "Polyak 1964, equation 9"],
  reference: ["Which implementation is it to match, step by step? (none: it is unverified)", "torch.optim.SGD"],
};

/**
 * Flags first; what they leave open is asked.
 * @param ask undefined where there is nobody to ask
 * @throws Error for a flag that there is not, a value that makes no sense, and what is missing with nobody to ask
 */
export async function answers(root: string, args: readonly string[], ask?: Ask): Promise<Answers> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (positionals.length > 1) throw new Error(`one name, got ${positionals.length}: ${positionals.join(", ")}`);
  if (values.kind !== undefined && !isKind(values.kind))
    throw new Error(`--kind is one of ${kinds.join(", ")}, got ${values.kind}`);
  const given: { readonly [each in Asked]?: string | undefined } = { ...values, name: positionals[0] };
  const problems = { name: nameProblem(root), title: lineProblem, paper: lineProblem, reference: lineProblem };
  const all = Object.keys(questions) as Asked[];
  for (const each of all) {
    const problem = given[each] === undefined ? undefined : problems[each](given[each]);
    if (problem) throw new Error(each === "name" ? problem : `--${each} ${problem}`);
  }
  const missing = [...all.filter((each) => given[each] === undefined), ...(values.kind === undefined ? ["kind"] : [])];
  if (missing.length > 0 && !ask) {
    const wanted = missing.map((each) => (each === "name" ? "a name" : `--${each}`)).join(", ");
    throw new Error(`nobody is there to be asked, so give ${wanted}`);
  }
  const answer = async (each: Asked) => given[each] ?? (await ask!.text(...questions[each], problems[each]));
  const name = await answer("name");
  const kind = (values.kind as Kind | undefined) ?? (await ask!.kind());
  return {
    name,
    kind,
    title: await answer("title"),
    paper: await answer("paper"),
    reference: await answer("reference"),
  };
}

const isKind = (text: string): text is Kind => (kinds as readonly string[]).includes(text);

const nameProblem = (root: string) => (name: string) => {
  try {
    newName(root, name);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

const lineProblem = (text: string) => (/^[^\n]*\S[^\n]*$/.test(text) ? undefined : "is one line of text");
