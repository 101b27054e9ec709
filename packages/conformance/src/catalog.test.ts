import { readdirSync } from "node:fs";
import { all } from "@downhill/catalog";
import { expect, it } from "vitest";

it("has every optimizer under its own name, each with golden trajectories", () => {
  const golden = readdirSync(new URL("../golden", import.meta.url)).filter((file) => file.endsWith(".json"));
  const names = golden.map((file) => file.replace(".json", ""));
  // Gradient accumulation has no reference: sums are its tests'.
  expect([...names, "accumulate"].sort()).toEqual(Object.keys(all).sort());
  for (const [name, plugin] of Object.entries(all)) expect(plugin.name).toBe(name);
});
