// The worker as it stands, in TypeScript. It takes a second or two to begin.
import { register } from "tsx/esm/api";

register();
const { default: work } = await import("./worker.ts");
export default work;
