import type { Command } from "commander";
import { redacted } from "../execute/queue/secrets.ts";
import { terminalWidth } from "../table.ts";
import { addressOf, LOCK, loadQueue } from "./queue.ts";

export function addStatusCommand(command: Command): void {
  command
    .argument("<url>", "of the queue: redis://…, rediss://…, postgres://…")
    .option("--json", "print one JSON document and nothing else")
    .action(async (url: string, { json }: { json?: true }) => {
      const address = addressOf("status", url);
      const [{ lookAt }, { statusText }] = await loadQueue(() =>
        Promise.all([import("../execute/queue/status.ts"), import("../status-text.ts")]),
      );
      const status = await lookAt(address, LOCK * 1000, (message) => console.error(redacted(message)));
      console.log(json ? JSON.stringify(status) : statusText(status, terminalWidth()));
    });
}
