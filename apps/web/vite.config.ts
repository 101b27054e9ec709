import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const route = "results/latest.json";

/** The latest bench results; `null`, in JSON, when there are none, so that the page need not ask for a missing file. */
function latestResults(): string {
  const path =
    process.env.DOWNHILL_RESULTS ?? fileURLToPath(new URL("../../bench/results/latest.json", import.meta.url));
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "null";
    throw error;
  }
}

/** Serves the latest results, read afresh at each request, and puts those of the moment into a build. */
function results(): Plugin {
  type Server = { middlewares: import("vite").Connect.Server };
  const serve = ({ middlewares }: Server): void => {
    middlewares.use(`/${route}`, (_, response) => {
      response.setHeader("content-type", "application/json");
      response.setHeader("cache-control", "no-store");
      response.end(latestResults());
    });
  };
  return {
    name: "downhill:results",
    configureServer: serve,
    configurePreviewServer: serve,
    generateBundle() {
      this.emitFile({ type: "asset", fileName: route, source: latestResults() });
    },
  };
}

/** Only in a build: the development server injects scripts and styles of its own. */
function contentSecurityPolicy(): Plugin {
  const policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'";
  return {
    name: "downhill:content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: policy }, injectTo: "head-prepend" },
    ],
  };
}

export default defineConfig({
  base: "./",
  appType: "mpa", // what is missing is a 404, not the page again
  plugins: [results(), contentSecurityPolicy()],
  worker: { format: "es" },
  build: { target: "es2022" },
});
