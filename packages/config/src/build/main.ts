/** `pnpm build`: writes what is published of every package to its `dist`. */
import { packages, repository } from "../workspace.ts";
import { buildPackage } from "./build.ts";

const published = packages(repository).filter(({ manifest }) => !manifest.private);
await Promise.all(published.map((each) => buildPackage(repository, each)));
console.log(`built ${published.length} packages`);
