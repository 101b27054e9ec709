import { readdirSync } from "node:fs";
import { all } from "@downhill/catalog";
import { expect, it } from "vitest";

it("has every optimizer under its own name, each with golden trajectories", () => {
  const golden = readdirSync(new URL("../golden", import.meta.url)).filter((file) => file.endsWith(".json"));
  // Gradient accumulation has no reference: sums are its tests'.
  const names = new Set([...golden.map((file) => file.replace(".json", "")), "accumulate"]);
  for (const [name, plugin] of Object.entries(all)) {
    expect([...names]).toContain(name);
    expect(plugin.name).toBe(name);
  }
});
