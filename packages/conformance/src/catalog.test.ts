import { readdirSync } from "node:fs";
import { all } from "@downhill/catalog";
import { expect, it } from "vitest";

it("has every optimizer under its own name, each with golden trajectories", () => {
  const golden = readdirSync(new URL("../golden", import.meta.url)).filter((file) => file.endsWith(".json"));
  expect(golden.map((file) => file.replace(".json", "")).sort()).toEqual(Object.keys(all).sort());
  for (const [name, plugin] of Object.entries(all)) expect(plugin.name).toBe(name);
});
