import { mnist, numpyRandom } from "@downhill/problems";
import { trainDigits } from "/work/main/bench/src/digits/digits.ts";
const t=performance.now();
const split = await mnist({ random: numpyRandom(0) });
console.log("load", performance.now()-t);
for (const n of (process.argv[2]??"perceptron,conv").split(",")) for (const s of [0,1]) console.log(trainDigits(n as any, s, split, +(process.argv[3]??5)));
