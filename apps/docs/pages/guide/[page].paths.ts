import { pathsBelow } from "../../src/paths.ts";

export default pathsBelow("guide", "page");
