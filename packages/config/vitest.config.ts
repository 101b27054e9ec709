import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["packages/**/src/**/*.test.ts", "bench/src/**/*.test.ts", "apps/web/src/**/*.test.ts"],
  },
});
