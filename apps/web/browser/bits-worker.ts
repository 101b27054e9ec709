import { report } from "./bits.ts";

postMessage(await report());
