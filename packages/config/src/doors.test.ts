import { show } from "@downhill/plugin/arguments";
import { describe, expect, test } from "vitest";
import { doors, wrong } from "./doors.ts";

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

describe.each(Object.entries(doors))("%s", (_, [exported, table]) => {
  test("every function has its place in the table", () => {
    const functions = Object.entries(exported).filter(([, value]) => typeof value === "function");
    expect(Object.keys(table).sort()).toEqual(functions.map(([name]) => name).sort());
  });

  const calls = Object.entries(table).flatMap(([name, { calls, owner = name }]) =>
    Object.entries(calls).map(([argument, [call, ...accepted]]) => [owner, argument, call, accepted] as const),
  );
  if (calls.length === 0) return;
  test.each(calls)("%s names its %s where it is wrong", async (owner, _argument, call, accepted) => {
    for (const value of wrong) {
      const error = await errorOf(() => call(value as never));
      const told = `${show(value)}: ${error}`;
      if (accepted.includes(value)) expect(error, told).toBeUndefined();
      else {
        expect(error, told).toBeInstanceOf(Error);
        expect((error as Error).name, told).toMatch(/^(?:Type|Range|Rule)Error$/);
        expect((error as Error).message, told).toContain(owner);
        expect((error as Error).message, told).not.toMatch(raw);
      }
    }
  });
});
