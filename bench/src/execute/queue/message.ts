import { checkSpec, type RunSpec } from "@downhill/runs/run";
import * as v from "valibot";
import { issueOf, name, result } from "../../plan/result.ts";
import { MOST } from "./blocks.ts";

/** What a worker is sent. There is no code in it: what its words mean is up to the worker's own catalog. */
export interface Batch {
  readonly runs: readonly RunSpec[];
  readonly curves: boolean;
  /** Workers that are not to make it, if there are others. */
  readonly not: readonly string[];
}

const batch = v.strictObject({
  runs: v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(MOST)),
  curves: v.boolean(),
  not: v.array(name),
});

/** Names that a worker knows. */
export interface Known {
  readonly problems: Readonly<Record<string, unknown>>;
  /** @throws Error for a text that names no optimizer */
  optimizer(text: string): unknown;
}

/** @throws Error that says which run is none, and why */
export function readBatch(data: unknown, { problems, optimizer }: Known): Batch {
  const { runs, ...rest } = parsed(batch, data, "no batch of runs");
  const specs = runs.map((spec, i) => {
    try {
      checkSpec(spec as RunSpec);
      const { problem, optimizer: text } = spec as RunSpec;
      if (!Object.hasOwn(problems, problem.name)) throw new RangeError(`there is no problem "${problem.name}"`);
      optimizer(text);
      return spec as RunSpec;
    } catch (error) {
      throw new Error(`no spec of a run: runs[${i}]: ${(error as Error).message}`, { cause: error });
    }
  });
  return { runs: specs, ...rest };
}

/** What comes back: of each of the batch's runs one. */
export type Reply = v.InferOutput<typeof reply>;
export type Made = Reply["runs"][number];

const reply = v.strictObject({
  worker: name,
  runs: v.array(
    v.strictObject({
      /** Of spec and version, as the worker reads them. */
      id: name,
      /** In milliseconds. */
      time: v.pipe(v.number(), v.minValue(0)),
      result: v.optional(result),
      fault: v.optional(v.string()),
    }),
  ),
});

/** @throws Error that says what is wrong with it: what others send need not be what it should be */
export const readReply = (data: unknown): Reply => parsed(reply, data, "no reply of a worker");

function parsed<const S extends v.GenericSchema>(schema: S, data: unknown, what: string): v.InferOutput<S> {
  const found = v.safeParse(schema, data, { abortEarly: true });
  if (found.success) return found.output;
  throw new Error(`${what}: ${issueOf(found.issues[0])}`);
}
