import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";

/**
 * Leaves linalg's products of float32 with sums in float64 out of the worker, 5 kB gzipped that few races use: they are a file
 * beside it, which it reads when it first takes such a product. It must not wait for it, as it is in the midst of a step:
 * workers may read a file at once.
 */
export function kernelsWhenUsed(): Plugin {
  return {
    name: "downhill:kernels-when-used",
    apply: "build",
    transform: {
      filter: { id: /\/linalg\/src\/kernels\/mixed\.ts$/ },
      async handler(_, id) {
        const module = await readFile(id.replace(/\.ts$/, ".wasm.ts"), "utf8");
        const [, source] =
          /^export const wasm =\s+"([^"]*)";$/m.exec(module) ?? this.error(`${id}: no text of a module`);
        const file = this.emitFile({ type: "asset", name: "mixed.wasm.txt", source: source! });
        return `
          import { kernelsOf } from "./module.ts";
          function text() {
            const url = import.meta.ROLLUP_FILE_URL_${file};
            const request = new XMLHttpRequest();
            request.open("GET", url, false);
            request.send();
            if (request.status !== 200) throw new Error(url + ": " + request.status);
            return request.responseText;
          }
          let inHeap;
          export const mixedIn = (heap) => heap.memory && (inHeap ??= kernelsOf(text()))(heap);
        `;
      },
    },
  };
}
