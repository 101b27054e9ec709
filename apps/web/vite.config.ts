import { defineConfig, type Plugin } from "vite";
import { kernelsWhenUsed } from "./build/kernels-when-used.ts";
import { FIRST, smaller } from "./build/smaller.ts";
import { uplotParts } from "./build/uplot-parts.ts";

/** Only in a build: the development server injects scripts and styles of its own. */
function contentSecurityPolicy(): Plugin {
  const policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'";
  return {
    name: "downhill:content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: policy }, injectTo: "head-prepend" },
    ],
  };
}

/** The digits of `mnist` are 41 MB, of which nothing is shown here: what would load them finds none. */
function withoutDigits(): Plugin {
  const empty = "\0without-digits";
  return {
    name: "downhill:without-digits",
    enforce: "pre",
    resolveId: (id) => (id === "mnist" ? empty : null),
    load: (id) => (id === empty ? "export default [];" : null),
  };
}

/** A module with all that it imports at once: smaller than in pieces, and nothing of it is asked for by what has come of it. */
const inOneFile = (module: RegExp) => ({ output: { codeSplitting: { groups: [{ name: FIRST, test: module }] } } });

export default defineConfig({
  base: "./",
  appType: "mpa", // what is missing is a 404, not the page again
  plugins: [contentSecurityPolicy(), withoutDigits(), uplotParts(), smaller()],
  worker: {
    format: "es",
    plugins: () => [withoutDigits(), kernelsWhenUsed(), smaller()],
    rolldownOptions: inOneFile(/\/src\/lanes\/worker\.ts$/),
  },
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: inOneFile(/\/src\/main\.tsx$/),
  },
});
