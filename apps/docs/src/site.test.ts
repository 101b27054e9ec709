import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { missingAnchors } from "./anchors.ts";
import { documents, repository } from "./documents.ts";
import { linked } from "./links.ts";
import { sectionsOf } from "./search.ts";
import { textOf } from "./text.ts";

const forge = "https://forge.example/blob/main";

test("every page has its file, a route of its own, and one heading at its top", () => {
  expect(new Set(documents.map(({ route }) => route)).size).toBe(documents.length);
  for (const document of documents) {
    expect(existsSync(join(repository, document.file)), document.file).toBe(true);
    expect(textOf(document).match(/^# .+$/gm)?.length, document.file).toBeGreaterThan(0);
  }
});

test.each([
  ["docs/bench.md", "../bench/README.md", "/guide/bench-commands"],
  ["docs/bench.md", "../bench/README.md#commands", "/guide/bench-commands#commands"],
  ["README.md", "packages/optimizers/adam", "/optimizers/adam"],
  ["README.md", "docs/optimizers.md#adam", "/optimizers/adam"],
  ["docs/optimizers.md", "#adam", "/optimizers/adam"],
  ["docs/optimizers.md", "#not-here-and-why", "#not-here-and-why"],
  ["packages/core/README.md", "docs/speed.md", "/guide/speed"],
  ["README.md", "LICENSE", `${forge}/LICENSE`],
  ["README.md", "bench/results/core", `${forge}/bench/results/core`],
  ["README.md", "https://arxiv.org/abs/1412.6980", "https://arxiv.org/abs/1412.6980"],
])("in %s, %s leads to %s", (file, link, expected) => {
  expect(linked(link, file, forge)).toBe(expected);
});

test("a link to what is not there is an error that names both", () => {
  expect(() => linked("../docs/none.md", "bench/README.md", forge)).toThrow(
    "bench/README.md links to ../docs/none.md, which is not there",
  );
});

test("the page of all optimizers leaves out the sections that are pages of their own", () => {
  const text = textOf(documents.find(({ route }) => route === "optimizers/")!);
  expect(text).toContain("## Not here, and why");
  expect(text).not.toMatch(/^## adam$/m);
});

test("the search has a page's sections, with the headings above each", () => {
  const h = (level: number, id: string, title: string) =>
    `<h${level} id="${id}" tabindex="-1">${title} <a class="header-anchor" href="#${id}">&ZeroWidthSpace;</a></h${level}>`;
  const html = `${h(1, "a", "A &amp; B")}<p>x &lt; 1</p>${h(2, "b", "<code>b</code>")}<p>y</p>${h(3, "c", "C")}${h(2, "d", "D")}`;
  expect(sectionsOf(html)).toEqual([
    { anchor: "a", titles: ["A & B"], text: "x < 1" },
    { anchor: "b", titles: ["A & B", "b"], text: "y" },
    { anchor: "c", titles: ["A & B", "b", "C"], text: "" },
    { anchor: "d", titles: ["A & B", "D"], text: "" },
  ]);
});

test("a link on a built page to a heading that is not there is found, with the page that has it", () => {
  const dist = mkdtempSync(join(tmpdir(), "downhill-site-"));
  mkdirSync(join(dist, "api"));
  const right = [
    "#here",
    "/docs/api/core.html#fit",
    "/docs/api/core.html#%C3%A9t%C3%A9",
    "https://a.b/#no",
    "/race/#lr=1",
  ];
  const wrong = ["#nowhere", "./api/core.html#fits", "/docs/#there"];
  const links = [...right, ...wrong].map((href) => `<a class="x" href="${href}">y</a>`).join("");
  writeFileSync(join(dist, "index.html"), `<h2 id="here" tabindex="-1">Here</h2>${links}`);
  writeFileSync(
    join(dist, "api/core.html"),
    `<h3 id="fit">fit</h3><h3 id="été"><a href="../index.html#here">up</a></h3>`,
  );
  const found = missingAnchors(dist, "/docs/");
  rmSync(dist, { recursive: true });
  expect(found).toEqual(wrong.map((link) => `index.html: ${link}`));
});
