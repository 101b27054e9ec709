import { fileURLToPath } from "node:url";
import { build as buildApp } from "vite";
import { build as buildPages } from "vitepress";
import { missingAnchors } from "./anchors.ts";
import { writeReference } from "./reference.ts";

// The site, and the race in it, as static files: .vitepress/dist.

const root = fileURLToPath(new URL("..", import.meta.url));
const app = fileURLToPath(new URL("../../web", import.meta.url));

await writeReference();
await buildPages(root);
const missing = missingAnchors(`${root}.vitepress/dist`, process.env.DOCS_BASE ?? "/");
if (missing.length > 0) throw new Error(`links to headings that are not there:\n${missing.join("\n")}`);
await buildApp({ root: app, logLevel: "error", build: { outDir: `${root}.vitepress/dist/race`, emptyOutDir: true } });
