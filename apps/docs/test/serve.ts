import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

const types: Readonly<Record<string, string>> = {
  ...{ ".html": "text/html", ".js": "text/javascript", ".css": "text/css" },
};

/** A folder's files, as any host of static files has them. @returns the server, and where it is */
export async function serve(folder: string): Promise<{ server: Server; url: string }> {
  const server = createServer(({ url }, response) => {
    const file = join(folder, new URL(url!, "http://host").pathname);
    if (!types[extname(file)] || !existsSync(file)) return response.writeHead(404).end();
    return response.setHeader("content-type", types[extname(file)]!).end(readFileSync(file));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}
