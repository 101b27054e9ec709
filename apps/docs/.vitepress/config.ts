import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type DefaultTheme, defineConfig } from "vitepress";
import { type Chapter, catalog, guide, optimizers, overview, repository } from "../src/documents.ts";
import { files, markdown } from "../src/markdown.ts";
import { reference } from "../src/reference.ts";
import { sections } from "../src/search.ts";

const pages = fileURLToPath(new URL("../pages", import.meta.url));
const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
const forge = (manifest.repository.url as string).replace(/^git\+|\.git$/g, "");
const items = ({ documents }: Pick<Chapter, "documents">): DefaultTheme.SidebarItem[] =>
  documents.map(({ title, route }) => ({ text: title, link: `/${route}` }));
const chapter = (of: Chapter): DefaultTheme.SidebarItem => ({ text: of.title, items: items(of) });

export default defineConfig({
  title: "Downhill",
  description: "Gradient-descent optimizers for TypeScript: one package each, fast, and the same bits everywhere.",
  lang: "en",
  srcDir: "pages",
  base: process.env.DOCS_BASE ?? "/",
  cleanUrls: false,
  // The race is built into the same folder, after the pages.
  ignoreDeadLinks: [/^\/race\//],
  head: [["link", { rel: "icon", href: `${process.env.DOCS_BASE ?? "/"}icon.svg` }]],
  markdown: markdown(`${forge}/blob/main`, pages),
  vite: { publicDir: join(repository, "apps/web/public") },
  // Where a page's text is written.
  transformPageData(page) {
    page.filePath = files.get(page.relativePath) ?? `apps/docs/pages/${page.filePath}`;
    if (page.relativePath.startsWith("api/")) page.frontmatter.editLink = false;
  },
  themeConfig: {
    nav: [
      { text: "Guide", link: "/guide/getting-started", activeMatch: "^/(guide|recipes)/" },
      { text: "Optimizers", link: "/optimizers/", activeMatch: "^/optimizers/" },
      { text: "API", link: "/api/", activeMatch: "^/api/" },
      { text: "Race", link: "/race/", target: "_self" },
    ],
    sidebar: {
      "/guide/": guide.map(chapter),
      "/recipes/": guide.map(chapter),
      "/optimizers/": [{ items: items({ documents: [overview, catalog] }) }, chapter(optimizers)],
      "/api/": reference(),
    },
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        miniSearch: {
          _splitIntoSections: sections(pages),
          // Prose first: the reference names each thing many times.
          searchOptions: { boostDocument: (id) => (id.includes("/api/") ? 0.1 : 1) },
        },
      },
    },
    socialLinks: [{ icon: "github", link: forge }],
    editLink: { pattern: `${forge}/edit/main/:path`, text: "Edit this page" },
  },
});
