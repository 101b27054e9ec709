/** Pages that a test opens, served to this machine only, and what they send back. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { Found } from "./bits-page.ts";

type Files = ReadonlyMap<string, string | Uint8Array>;

/** What Vite makes of the page whose script that is: its files by path. */
export async function bundle(script = "bits-page.ts"): Promise<Files> {
  const built = await build({
    root: fileURLToPath(new URL(".", import.meta.url)),
    configFile: false,
    logLevel: "warn",
    worker: { format: "es" },
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rolldownOptions: {
        input: fileURLToPath(new URL(script, import.meta.url)),
        output: { entryFileNames: "page.js" },
      },
    },
  });
  if (!("output" in built)) throw new Error("Vite built something else than one bundle");
  return new Map(built.output.map((file) => [`/${file.fileName}`, file.type === "chunk" ? file.code : file.source]));
}

export interface Served {
  readonly url: string;
  /** What the page found, once it has been opened. */
  readonly found: Promise<Found>;
  close(): Promise<void>;
}

/** Serves the files, every one with that content security policy. */
export async function serve(files: Files, policy: string): Promise<Served> {
  const page =
    '<!doctype html><title>bits</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';
  let tell: (found: Found) => void = () => {};
  const found = new Promise<Found>((resolve) => {
    tell = resolve;
  });
  const server = createServer(async (request, response) => {
    if (request.method === "POST") {
      tell(JSON.parse(await text(request)));
      response.writeHead(204).end();
      return;
    }
    const file = request.url === "/" ? page : files.get(request.url!);
    response.writeHead(file === undefined ? 404 : 200, {
      "content-security-policy": policy,
      "content-type": request.url === "/" ? "text/html; charset=utf-8" : "text/javascript; charset=utf-8",
    });
    response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    found,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
