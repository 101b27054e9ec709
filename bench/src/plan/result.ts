import * as v from "valibot";

/** `1e999` is JSON, and infinite. */
export const finite = v.pipe(v.number(), v.finite());
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const name = v.pipe(v.string(), v.minLength(1));

/** A metric may be no number, where no one class is right; JSON has `null` for that. */
const measures = v.array(v.nullable(finite));

/** A run's result as JSON, from a file or from another machine. */
export const result = v.strictObject({
  curve: v.optional(v.strictObject({ evaluations: v.array(count), loss: measures, metric: measures })),
  targets: v.array(v.strictObject({ target: finite, evaluations: v.nullable(count) })),
  diverged: v.nullable(count),
  steps: count,
  evaluations: count,
  loss: v.nullable(finite),
  metric: v.nullable(finite),
  hash: name,
});

/** `result.curve.loss[5]: Invalid type: …` */
export function issueOf(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map(({ key }) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return `${keys.join("").replace(/^\./, "") || "it"}: ${issue.message}`;
}
