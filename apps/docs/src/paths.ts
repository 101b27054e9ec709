import { join } from "node:path";
import { documents, repository } from "./documents.ts";
import { textOf } from "./text.ts";

/** What VitePress wants to know of pages whose text is elsewhere. */
export const pathsBelow = (folder: string, parameter: string) => {
  const own = documents.filter(({ route }) => route.startsWith(`${folder}/`));
  return {
    watch: own.map(({ file }) => join(repository, file)),
    paths: () =>
      own.map((document) => ({
        params: { [parameter]: document.route.slice(folder.length + 1) || "index" },
        content: textOf(document),
      })),
  };
};
