/** `pnpm fresh` compiles the kernels of both packages in one process, as the compiler takes longest to load: with `--check`. */
await import("../../linalg/scripts/build-kernels.ts");
await import("../../core/scripts/build-kernels.ts");
