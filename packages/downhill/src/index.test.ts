import * as catalog from "@downhill/catalog";
import * as core from "@downhill/core";
import * as minimize from "@downhill/minimize";
import * as plugin from "@downhill/plugin";
import * as schedules from "@downhill/plugin/schedules";
import { expect, test } from "vitest";
import * as downhill from "./index.ts";

const parts: Readonly<Record<string, object>> = { catalog, core, minimize, plugin };
const here = new Map(Object.entries(downhill));

test.each(Object.entries(parts))("all of %s is here, under its own name or an explicit one", (_, part) => {
  const all = new Set<unknown>(here.values());
  expect(Object.keys(part).length).toBeGreaterThan(0);
  expect(
    Object.entries(part)
      .filter(([, value]) => !all.has(value))
      .map(([name]) => name),
  ).toEqual([]);
});

test("a name means one thing: two parts that have it have the same", () => {
  const clashes = Object.values(parts).flatMap((part) =>
    Object.entries(part)
      .filter(([name, value]) =>
        Object.values(parts).some((other) => name in other && (other as Record<string, unknown>)[name] !== value),
      )
      .map(([name]) => name),
  );
  // One that clashes needs an explicit name in index.ts, and stands here then.
  expect([...new Set(clashes)]).toEqual([]);
  expect(downhill.schedules).toEqual(schedules);
  expect(Object.keys(parts).some((part) => "schedules" in parts[part]!)).toBe(false);
});
