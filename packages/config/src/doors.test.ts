import { show } from "@downhill/plugin/arguments";
import { describe, expect, test } from "vitest";
import { type Call, doors, wrong } from "./doors.ts";

/** What engines say of values that nobody has looked at. */
const raw =
  /Cannot (?:read|convert|mix|destructure|use)|is not (?:a function|iterable|a constructor)|Invalid (?:array|typed)/;

async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** What is wrong with a call that has been given `value`; nothing where it is refused as it should be, or taken. */
async function fault(call: Call, value: unknown, owner: string, accepted: readonly unknown[]): Promise<string[]> {
  const error = await errorOf(() => call(value as never));
  if (accepted.includes(value)) return error === undefined ? [] : [`must be taken, and throws ${error}`];
  if (!(error instanceof Error)) return [error === undefined ? "is taken" : `throws what is no error: ${show(error)}`];
  const { name, message } = error;
  return [
    ...(/^(?:Type|Range|Rule)Error$/.test(name) ? [] : [`is of another kind: ${error}`]),
    ...(message.includes(owner) ? [] : [`does not name ${owner}: ${error}`]),
    ...(raw.test(message) ? [`is an engine's: ${error}`] : []),
  ];
}

describe.each(Object.entries(doors))("%s", (_, [exported, table]) => {
  test("every function has its place in the table", () => {
    const functions = Object.entries(exported).filter(([, value]) => typeof value === "function");
    expect(Object.keys(table).sort()).toEqual(functions.map(([name]) => name).sort());
  });

  const named = Object.entries(table).filter(([, { calls }]) => Object.keys(calls).length > 0);
  if (named.length === 0) return;
  test.each(named)("%s names its arguments where they are wrong", async (name, { calls, owner = name }) => {
    const faults: string[] = [];
    for (const [argument, [call, ...accepted]] of Object.entries(calls))
      for (const value of wrong)
        for (const each of await fault(call, value, owner, accepted))
          faults.push(`${argument} ${show(value)}: ${each}`);
    expect(faults).toEqual([]);
  });
});
