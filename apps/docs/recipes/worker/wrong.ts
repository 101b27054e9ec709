const worker = new Worker(new URL("wrong-worker.ts", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => {
  document.getElementById("error")!.textContent = data;
};
