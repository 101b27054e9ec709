/** Prints the report, for what is no browser; after `portable`, of what it is where there is no WebAssembly. */

// Before anything asks for it: some of it may be asked for when it is loaded.
if (process.argv.includes("portable")) Reflect.deleteProperty(globalThis, "WebAssembly");
const { report } = await import("./bits.ts");
console.log(JSON.stringify(await report()));
