/** `pnpm build`: writes what is published of every package to its `dist`. */
import { isPacked, packages, repository } from "../workspace.ts";
import { buildPackage } from "./build.ts";

const published = packages(repository).filter(isPacked);
await Promise.all(published.map((each) => buildPackage(repository, each)));
console.log(`built ${published.length} packages`);
