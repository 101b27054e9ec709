import { defineConfig } from "vite";

export default defineConfig({
  build: { ssr: true, rolldownOptions: { input: ["server.ts", "thread.ts"] } },
});
