/** The results file: what a bench run writes and the web app plots. Runs in browsers, so nothing of Node is imported. */

import * as v from "valibot";

export const schema = "downhill.results/1";

/** `1e999` is JSON, and infinite. */
const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** One row per recorded epoch, all three of one length; each row is of the forward pass before that epoch's update. */
const curve = v.pipe(
  v.object({
    epoch: v.pipe(
      v.array(count),
      v.minLength(1),
      v.check((epochs) => epochs.every((e, i) => i === 0 || e > epochs[i - 1]!), "epochs must increase"),
    ),
    /** `null` where the loss was not finite: JSON has no NaN. */
    loss: v.array(v.nullable(finite)),
    accuracy: v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  }),
  v.check(
    ({ epoch, loss, accuracy }) => loss.length === epoch.length && accuracy.length === epoch.length,
    ({ input: { epoch, loss, accuracy } }) =>
      `epoch, loss and accuracy must be equally long, got ${epoch.length}, ${loss.length} and ${accuracy.length}`,
  ),
);

const run = v.object({
  optimizer: v.pipe(v.string(), v.minLength(1)),
  seed: count,
  hyper: v.record(v.string(), finite),
  milliseconds: v.pipe(finite, v.minValue(0)),
  /** The first recorded epoch whose accuracy is at least the target's; `null` if there was none. */
  epochsToTarget: v.nullable(count),
  curve,
});

const results = v.object({
  schema: v.literal(schema),
  /** When the run began, ISO 8601. */
  created: v.pipe(v.string(), v.isoTimestamp()),
  /** Besides these two, whatever else says how to make the problem again: samples, classes, hidden, … */
  problem: v.looseObject({ name: v.string(), description: v.string() }),
  target: v.object({ accuracy: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) }),
  environment: v.object({ node: v.string(), platform: v.string() }),
  runs: v.pipe(v.array(run), v.minLength(1)),
});

export type Results = v.InferOutput<typeof results>;
export type Run = Results["runs"][number];

/**
 * Reads a results file's text. Unknown fields are dropped, except the problem's.
 * @throws Error saying that the text is not JSON, not a results file or of another version, or which field holds what.
 */
export function parseResults(text: string): Results {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`not JSON: ${(error as Error).message}`, { cause: error });
  }
  const found = typeof json === "object" && json !== null && "schema" in json ? json.schema : undefined;
  const [name, version] = schema.split("/");
  if (typeof found !== "string" || !found.startsWith(`${name}/`)) {
    throw new Error(`not a results file: its schema must be "${schema}", got ${JSON.stringify(found) ?? "none"}`);
  }
  if (found !== schema)
    throw new Error(`results file of an unknown version: this reads ${name}/${version}, got ${found}`);
  const parsed = v.safeParse(results, json, { abortEarly: true });
  if (!parsed.success) throw new Error(`results file: ${where(parsed.issues[0])}: ${parsed.issues[0].message}`);
  return parsed.output;
}

/** `runs[2].curve.loss[5]` */
function where(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map(({ key }) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return keys.join("").replace(/^\./, "");
}
