import { fileURLToPath } from "node:url";
import { createServer } from "vitepress";
import { writeReference } from "./reference.ts";

// The site while it is written; the race has a server of its own, `pnpm --filter @downhill/web dev`.

await writeReference();
const server = await createServer(fileURLToPath(new URL("..", import.meta.url)));
await server.listen();
server.printUrls();
