import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "./workspace.ts";

const read = (path: string) => readFileSync(join(repository, path), "utf8").trimEnd();

// packed.test.ts runs both in a project of their own.
test.each(["heavy-ball.ts", "test/heavy-ball.test.ts"])(
  "docs/adding-an-optimizer.md shows a stranger's %s as it is run",
  (file) => {
    expect(read("docs/adding-an-optimizer.md")).toContain(
      `\`${file}\`:\n\n\`\`\`ts\n${read(`packages/config/stranger/${file}`)}\n\`\`\``,
    );
  },
);
