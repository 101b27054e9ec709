import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { repository } from "../workspace.ts";
import { obstacles } from "./obstacles.ts";
import { planned, withChanges } from "./plan.ts";
import { contentsOf } from "./tarball.ts";

const ready = {
  repositoryUrl: "git+https://forge.example/us/downhill.git",
  plugins: [{ name: "adam", reference: "torch.optim.Adam" }],
  uncommitted: "",
  pending: undefined,
};

test("nothing is in the way of what is filled in, verified, committed and has its version", () => {
  expect(obstacles(ready)).toEqual([]);
});

test("what is in the way is said, all of it", () => {
  expect(
    obstacles({
      repositoryUrl: "git+https://forge.example/OWNER/downhill.git",
      plugins: [...ready.plugins, { name: "mine", reference: "none" }],
      uncommitted: " M a.ts\n?? b.ts\n",
      pending: "0.2.0",
    }),
  ).toEqual([
    "package.json's repository is still git+https://forge.example/OWNER/downhill.git: fill it in, then pnpm sync",
    "mine is unverified, and so private to this clone: the catalog cannot be published with it",
    "what is published must be committed: 2 files are not",
    ".changeset has what becomes 0.2.0: pnpm release version",
  ]);
  expect(obstacles({ ...ready, repositoryUrl: undefined })).toEqual(["package.json names no repository"]);
});

test("the changelog has what breaks first, above the versions before", () => {
  const plan = {
    version: "0.3.0",
    changes: [
      { size: "patch", summary: "A fault." },
      { size: "major", summary: "A name.\nAnd why." },
    ],
  } as const;
  expect(withChanges("# Changelog\n\nAll.\n\n## 0.2.0\n\n- Old.\n", plan, "2030-01-02")).toBe(
    "# Changelog\n\nAll.\n\n## 0.3.0, 2030-01-02\n\n- **Breaking**: A name.\n  And why.\n- A fault.\n\n## 0.2.0\n\n- Old.\n",
  );
  expect(withChanges("# Changelog\n", plan, "2030-01-02")).toMatch(/^# Changelog\n\n## 0.3.0, [\s\S]*fault\.\n$/);
});

test("what is pending is what changesets says", async () => {
  const { version, changes } = await planned(repository);
  expect(version === undefined).toBe(changes.length === 0);
});

test("a tarball's files, and their bytes", () => {
  const entry = (name: string, text: string) => {
    const head = Buffer.alloc(512);
    head.write(`package/${name}`, 0);
    head.write(`${Buffer.byteLength(text).toString(8).padStart(11, "0")}\0`, 124);
    head.write("0", 156);
    return Buffer.concat([head, Buffer.from(text), Buffer.alloc((512 - (Buffer.byteLength(text) % 512)) % 512)]);
  };
  const tar = Buffer.concat([entry("package.json", "{}"), entry("dist/index.js", "x".repeat(700)), Buffer.alloc(1024)]);
  expect(contentsOf(gzipSync(tar))).toEqual({ files: ["package.json", "dist/index.js"], unpacked: 702 });
});
