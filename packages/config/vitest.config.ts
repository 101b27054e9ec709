import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const tests = [
  "packages/**/src/**/*.test.ts",
  "bench/src/**/*.test.ts",
  "apps/*/src/**/*.test.ts",
  "docs/examples/*.test.ts",
];
const packed = ["packages/config/src/{packed,bundled,minify,walk-through}.test.ts", "apps/{docs,web}/test/*.test.ts"];
// They differ in what they test only, and keep nothing: one import of everything does for all of them.
const optimizers = ["packages/optimizers/*/src/**/*.test.ts"];
const runtimes = ["packages/config/src/runtimes.test.ts"];
const sweeps = ["bench/src/**/*.sweep.test.ts"];
const ignored = ["**/node_modules/**", "**/dist/**"];

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    maxWorkers: "100%",
    // `pnpm coverage`. V8 counts without rewriting what it counts: rules are compiled from their own text.
    coverage: {
      provider: "v8",
      include: [
        "packages/*/src/**/*.ts",
        "packages/optimizers/*/src/**/*.ts",
        "bench/src/**/*.ts",
        "apps/*/src/**/*.ts",
      ],
      exclude: ["**/*.test.ts", "**/assembly/**", "**/*.wasm.ts"],
      reporter: ["text-summary", "html"],
      reportsDirectory: "test-results/coverage",
    },
    projects: [
      {
        test: {
          name: "unit",
          include: tests,
          exclude: [...ignored, ...packed, ...runtimes, ...optimizers, ...sweeps],
          testTimeout: 30_000,
        },
      },
      { test: { name: "optimizers", include: optimizers, exclude: ignored, isolate: false, testTimeout: 30_000 } },
      // The first time, they are downloaded.
      { test: { name: "runtimes", include: runtimes, exclude: ignored, testTimeout: 300_000, hookTimeout: 1_000_000 } },
      {
        test: {
          name: "packed",
          include: packed,
          exclude: ignored,
          globalSetup: fileURLToPath(new URL("src/packed-project.ts", import.meta.url)),
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      // Minutes of faults on purpose: `pnpm --filter @downhill/bench sweeps`.
      {
        test: {
          name: "sweeps",
          include: [...sweeps, "bench/src/execute/queue/queue.test.ts"],
          exclude: ignored,
          env: { DOWNHILL_SWEEPS: "1" },
          testTimeout: 600_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
