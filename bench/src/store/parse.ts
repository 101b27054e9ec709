/** What the files of a bench say, wherever their text comes from: a folder, or a page that was given them. */

import * as v from "valibot";
import { type Job, jobKey, plannedBy } from "../plan/jobs.ts";
import { type Plan, planSchema } from "../plan/plan.ts";
import { issueOf } from "../plan/result.ts";
import type { Dispute } from "./dispute.ts";
import type { Line } from "./line.ts";
import { line as lineSchema, plan as schema } from "./schema.ts";

/** The results of a plan, as far as they are there. */
export interface Results {
  readonly plan: Plan;
  readonly lines: readonly Line[];
  /** Of the workers of a queue. */
  readonly disputes: readonly Dispute[];
}

/** @throws Error naming the file, and what is wrong with it */
export function parsePlan(text: string, path: string): Plan {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const found = typeof json === "object" && json !== null && "schema" in json ? json.schema : undefined;
  if (found !== planSchema) {
    throw new Error(`${path}: its schema must be "${planSchema}", got ${JSON.stringify(found) ?? "none"}`);
  }
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (!parsed.success) throw new Error(`${path} is no plan: ${issueOf(parsed.issues[0])}`);
  return parsed.output;
}

/** Takes the lines of a file of runs, one after the other. */
export interface LineReader {
  /**
   * @param isWhole whether a newline ends it
   * @returns whether it was taken: half a line was being written when its writer was killed
   * @throws Error naming file and line: it is no run that has finished, none of the plan's, or there already with another result
   */
  take(text: string, isWhole: boolean): boolean;
  /** Each run once. */
  lines(): Line[];
}

/** @param whose that plan is, for the error */
export function lineReader(path: string, plan: Plan, whose = "its plan's"): LineReader {
  const isPlanned = plannedBy(plan);
  const taken = new Map<string, { readonly text: string; readonly line: Line }>();
  let number = 0;
  return {
    take(text, isWhole) {
      const where = `${path}, line ${++number}`;
      if (!isWhole) {
        if (isBeginning(text)) return false;
        throw new Error(`${where} is no run of a bench: ${excerpt(text)}`);
      }
      const line = parseLine(text, where);
      if (!isPlanned(line)) throw new Error(`${where} is a run that is none of ${whose}: ${JSON.stringify(line.spec)}`);
      const key = jobKey(line);
      const before = taken.get(key);
      if (before && before.text !== text)
        throw new Error(`${where} is a run that is there already, with another result`);
      taken.set(key, { text, line });
      return true;
    },
    lines: () => [...taken.values()].map(({ line }) => line),
  };
}

function parseLine(text: string, where: string): Line {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${where} is not JSON: ${excerpt(text)}`, { cause: error });
  }
  const parsed = v.safeParse(lineSchema, json, { abortEarly: true });
  if (!parsed.success) throw new Error(`${where} is no run of a bench: ${issueOf(parsed.issues[0])}`);
  return json as Line;
}

const first: keyof Job = "track";
const beginning = `{"${first}":"`;

/** Whether that may be what is there of a line. */
const isBeginning = (text: string): boolean => text.startsWith(beginning.slice(0, text.length));

const excerpt = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
