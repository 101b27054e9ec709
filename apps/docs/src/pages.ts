import { fileURLToPath } from "node:url";
import { build } from "vitepress";
import { missingAnchors } from "./anchors.ts";
import { writeReference } from "./reference.ts";

// The site's pages as static files, .vitepress/dist: all but the race, which `pnpm build` puts beside them.

const root = fileURLToPath(new URL("..", import.meta.url));

await writeReference();
await build(root);
const missing = missingAnchors(`${root}.vitepress/dist`, process.env.DOCS_BASE ?? "/");
if (missing.length > 0) throw new Error(`links to headings that are not there:\n${missing.join("\n")}`);
