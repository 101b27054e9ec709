import { defineConfig } from "vite";

export default defineConfig({
  build: {
    outDir: "dist/client",
    rolldownOptions: { input: "client.ts", output: { entryFileNames: "[name].js" } },
  },
});
